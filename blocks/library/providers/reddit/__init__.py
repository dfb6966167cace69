"""Reddit. https://www.reddit.com/dev/api/oauth"""
