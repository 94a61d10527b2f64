"""What is gathered about a territory beside plans and votes: shared value, clusters, cumulative effects."""
