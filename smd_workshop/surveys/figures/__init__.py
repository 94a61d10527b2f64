"""What is counted of a closed wave, from its frozen answers to the figures that are published and never changed."""
