"""Blocks over REST APIs, as rows: one module or folder a provider."""
