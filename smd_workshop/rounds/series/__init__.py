"""Rounds that ask the same again: what moved, who is paired, what came of the question."""
