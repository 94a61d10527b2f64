"""Counting anew from open files, without database or server."""
