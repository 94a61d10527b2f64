"""What lies around a plan: variables, effects, clusters, shared value."""
