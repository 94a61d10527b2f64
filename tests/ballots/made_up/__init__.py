"""Kinds of ballot that live here only, and are taken in with ballots.register(made_up)."""
