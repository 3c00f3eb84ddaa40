"""Factories: one `make_x` a noun, each of which commits a believable row and lets a test say only what matters."""
