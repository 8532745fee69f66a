"""Figures of the desk: plain results (dictionaries with the keys that each function names) against their keys."""
