"""How far people, or the items of a dimension, say the same."""
