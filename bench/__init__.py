"""Measurements of speed. Each prints, in one run, our figure and that of a floor measured beside it."""
