"""The scorecard of an ecosystem: what was agreed, what is measured and done for it, and how far it has come."""
