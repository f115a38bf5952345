"""The knowledge as files and as a dataset: reading, writing canonically, inferring."""
