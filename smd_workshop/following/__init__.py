"""What people follow: what is new of a thing, and who wants a letter about it."""
