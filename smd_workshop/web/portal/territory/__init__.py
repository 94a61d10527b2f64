"""What is known of a territory in public: variables, effects, clusters, shared value."""
