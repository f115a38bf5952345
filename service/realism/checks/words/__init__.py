"""Statements and axioms in plain words, with their sources and places."""
