"""Papers of a process and its workshops: cards, ballots, results, the acta, commitments."""
