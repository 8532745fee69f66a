"""``python -m eval news``: questions that a journalist asks about real news, put to the model of the settings."""
