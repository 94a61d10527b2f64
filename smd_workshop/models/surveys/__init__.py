"""Tables of surveys: what is asked, whom, what was answered, and what becomes of it."""
