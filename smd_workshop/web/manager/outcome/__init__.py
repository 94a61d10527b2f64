"""What came out of a wave: figures, groups, comments, recommendations."""
