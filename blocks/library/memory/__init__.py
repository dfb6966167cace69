"""Blocks that remember."""
