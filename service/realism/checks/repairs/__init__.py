"""Repairs for what an edit breaks, each tried before it is offered."""
