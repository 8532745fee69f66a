"""Cited answers about a collection of news articles.

``from assistant import Assistant, AssistantError`` is the public face; see README.md.
"""
