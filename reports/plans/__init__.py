"""Papers of plans and of what an ecosystem agreed: report, scorecard, strategy map, effects."""
