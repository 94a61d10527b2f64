"""Tables of plans and of the repository of variables."""
