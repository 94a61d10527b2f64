"""The count of a round: its ballots as open files, what everybody may see of it, which vote decides."""
