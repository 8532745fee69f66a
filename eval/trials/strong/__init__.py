"""``python -m eval strong``: does the assistant let a strong model's answers through?

A stub endpoint serves prepared answers, right ones and ones with one flaw. The product is asked as a user would ask
it, and what it sent and what became of each prepared statement is compared with what the articles hold.
"""
