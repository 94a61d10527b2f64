"""Who takes part: lists of people, their cards, the door, letters to them."""
