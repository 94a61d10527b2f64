"""For who has no phone: ballots on paper, papers typed in, a phone that is lent."""
