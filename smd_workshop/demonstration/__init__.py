"""The demonstration and rehearsals: seeded ballots, always marked as simulated."""
