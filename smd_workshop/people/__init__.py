"""Who takes part: actors, seats, the cards that open them, lists of them."""
