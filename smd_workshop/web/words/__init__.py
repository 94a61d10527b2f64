"""Words for what is shown: the same on the pages of staff, of the public and in letters."""
