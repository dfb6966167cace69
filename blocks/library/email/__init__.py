"""Blocks that send e-mail."""
