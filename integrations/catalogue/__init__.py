"""Outside services and what the platform knows of them."""
