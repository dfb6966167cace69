"""Where outside services call."""
