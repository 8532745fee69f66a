"""Proposes questions about a user's own articles, for a person to accept or reject."""
