"""Sealed records: what was asked, of which articles, with what model and settings, and what came of it.

A record is one JSON file, made by :func:`~assistant.desk.records.making.record_of` and written only where its owner
says. It quotes articles, so it is never put into the index folder, from which deleted articles must vanish. (What the
page keeps of its own answers, ``assistant/ui/records.py``, is something else.)
"""
