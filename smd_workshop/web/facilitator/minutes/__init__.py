"""What stays of a workshop: its acta, its commitments."""
