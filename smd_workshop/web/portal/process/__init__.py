"""A process in public: its story, results, actas, commitments, scorecard."""
