"""The base as files: merged RDF, a description of the dataset, and a reference to read offline."""
