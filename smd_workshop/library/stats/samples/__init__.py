"""How sure a figure is that comes of some of the people: intervals, bounds, weights."""
