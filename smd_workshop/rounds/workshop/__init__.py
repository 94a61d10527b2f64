"""A workshop as a whole: its meeting and its room, who is there, the wall, the next step, its end."""
