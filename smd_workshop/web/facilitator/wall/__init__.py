"""What the room reads from the back row."""
