"""Todoist. https://developer.todoist.com/api/v1"""
