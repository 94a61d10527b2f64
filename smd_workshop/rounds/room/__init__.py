"""Who is in the room, how far it is, and the clock that it sees."""
