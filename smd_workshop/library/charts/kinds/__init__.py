"""The kinds of charts: one file each, from what is shown to where it stands."""
