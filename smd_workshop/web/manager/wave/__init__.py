"""A wave: opened, answered, closed, corrected; and those that were gathered elsewhere."""
