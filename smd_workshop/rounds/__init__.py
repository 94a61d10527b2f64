"""Workshops and the questions put in them: drafted, opened, answered, closed, read."""
