"""A process: its sectors, its protocol, its team, its journal."""
