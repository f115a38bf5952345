"""Consistency checks that say why."""
