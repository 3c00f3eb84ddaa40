"""The pages of producers, their documents and their products."""
