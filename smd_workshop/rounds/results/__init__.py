"""What came of a round as it is read: one value for every page, paper and wall; an item through its rounds."""
