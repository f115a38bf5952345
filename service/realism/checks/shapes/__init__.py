"""The SHACL shapes, judged by pyshacl: over the whole base, or for the entries that an edit concerns."""
