"""Todoist: tasks, projects, sections, labels and comments."""
