"""What is told of a closed wave, and what follows from it: for staff, on paper and in public."""
