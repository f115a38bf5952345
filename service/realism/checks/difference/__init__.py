"""What one version of an ontology states otherwise than another, in words."""
