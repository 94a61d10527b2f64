"""Who asks, what they may, and who only guesses: accounts, sessions, cards, limits, the log of security."""
