"""Blocks for videos and sounds, by ffmpeg."""
