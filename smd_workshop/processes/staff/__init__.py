"""Who works here: their accounts, their sessions, and the forms that they send."""
