"""Questions that a model proposes about a user's own articles, and that a person accepts or rejects."""
