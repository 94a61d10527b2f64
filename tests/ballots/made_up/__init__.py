"""Kinds of ballot that live here only, and are taken in with ballots.register("ballots.made_up")."""
