"""Plans in use: begun, filled from files, measured, evaluated and read."""
