"""How far a plan is: its two measures, what is missing, what needs attention, as pages and open files have it."""
