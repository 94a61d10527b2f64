"""The scorecard: arranged, measured, mapped, shown, and sealed in editions."""
