"""What becomes public: figures, scorecard, the way back to the notes."""
