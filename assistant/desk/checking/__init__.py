"""A check of somebody's text: each sentence is held against the collection."""
