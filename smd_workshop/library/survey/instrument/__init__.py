"""The instrument of a survey: what is asked, as a frozen document, and everything that follows from it alone.

`reading` and `writing` know its file, `flow` what is shown when, `answering` what counts as an answer, `versions` what
changed, `waves` how answers become a file of the survey. docs/instruments.md says what an instrument may hold.
"""
