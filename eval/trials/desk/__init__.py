"""``python -m eval desk``: complete lists, timelines, outlets side by side and checked drafts against their keys."""
