"""Values in, value out: no web, no database. What the project exists for, and what anybody may recount with."""
