"""Findings, and how they are written for people and for programs."""
