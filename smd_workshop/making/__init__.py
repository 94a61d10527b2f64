"""Papers and figures of one thing, gathered or computed once and kept."""
