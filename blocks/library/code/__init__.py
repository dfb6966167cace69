"""Blocks that run code of users."""
