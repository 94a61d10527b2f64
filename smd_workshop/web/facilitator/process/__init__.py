"""A process: what it is called, its rules, sectors, team, and who else reads it."""
