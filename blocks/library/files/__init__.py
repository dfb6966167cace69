"""Blocks for files."""
