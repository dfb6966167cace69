"""Blocks for Telegram."""
