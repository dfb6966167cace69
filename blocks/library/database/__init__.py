"""Blocks that ask databases."""
