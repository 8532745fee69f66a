"""Trials of one part: checks, attacks, planted errors, a strong model, real news."""
