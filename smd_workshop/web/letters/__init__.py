"""What the worker sends: letters of accounts, rounds, surveys, news and attention, and what programs of others are told."""
