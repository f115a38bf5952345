"""Stores: what keeps the dataset and answers SPARQL."""
