"""Blocks over ScreenshotOne."""
