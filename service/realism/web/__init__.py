"""The HTTP service: one router per door."""
