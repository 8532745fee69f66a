"""A run of the questions: ask, score, keep, report, compare, and see whether a figure fell."""
