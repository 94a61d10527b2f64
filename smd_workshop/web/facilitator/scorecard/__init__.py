"""The scorecard of a process: objectives, the whole, the strategy map."""
