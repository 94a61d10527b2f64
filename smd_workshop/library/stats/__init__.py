"""Formulae that several methods share, each with its reference."""
