"""Forms of a process, its people, its workshops and rounds."""
