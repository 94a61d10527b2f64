"""What one seat sees of workshops and rounds, and what it is told of them."""
