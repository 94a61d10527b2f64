"""Tables of an ecosystem: clusters, shared value, cumulative effects."""
