"""Whom a survey asks, and how they are reached."""
