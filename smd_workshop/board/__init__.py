"""What is talked about: notes, the items they become, merging, objections."""
