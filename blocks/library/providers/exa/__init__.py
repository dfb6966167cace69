"""Exa. https://docs.exa.ai/reference"""
