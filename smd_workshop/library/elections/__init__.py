"""Elections that others published, as PrefLib and pabulib keep them: read into one value that methods count."""
