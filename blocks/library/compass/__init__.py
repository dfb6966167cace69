"""Blocks for Compass, a recorder that writes down what was said."""
