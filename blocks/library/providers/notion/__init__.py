"""Notion. https://developers.notion.com/reference"""
