"""Counting a published round again, from its file and from files of others."""
