"""Measures the assistant: attacks, planted errors, and the scripts that fit its few numbers."""
