"""What the application does: one verb per function. Services never commit and never render."""
