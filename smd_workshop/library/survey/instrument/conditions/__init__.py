"""Conditions and scores: read, written, and what they are worth given answers."""
