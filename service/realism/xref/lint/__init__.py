"""Lint: what is wrong with the cross-references that an article has already."""
