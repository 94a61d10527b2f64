"""A questionnaire while it is written: changed, its errors located, what it lacks."""
