"""A workshop: its page, its console, the next step."""
