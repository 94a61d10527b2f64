"""Programs of others: keys by which they read, addresses of theirs that are told what happened."""
