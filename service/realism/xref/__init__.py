"""Cross-references: from text to entities and from entity to entity."""
