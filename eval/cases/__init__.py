"""The cases of every evaluation: data types, loaders, and the articles that they are about."""
