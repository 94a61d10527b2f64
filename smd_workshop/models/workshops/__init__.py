"""Tables of workshops: rounds, ballots, results, notes and items, what was decided."""
