"""X, formerly Twitter. https://docs.x.com/x-api"""
