"""Forms of plans, of reports on them, and of variables."""
