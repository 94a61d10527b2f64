"""The life of a round: drafted, opened, answered, closed, published."""
