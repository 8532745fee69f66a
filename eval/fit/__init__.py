"""Fits what is calibrated on development halves."""
