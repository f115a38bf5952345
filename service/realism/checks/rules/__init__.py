"""The query rules: over the whole base, or for the entries that an edit concerns."""
