"""What came of a round: counted, protected, read as one value for every page and paper."""
