"""The scorecard of an ecosystem as values: how far it is, and its strategy map. No web, no database."""
