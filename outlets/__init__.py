"""Outlets, agreements, placements, and the sales that outlets report."""
