"""Ayrshare: posts to many networks by one API."""
