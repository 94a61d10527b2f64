"""What indicators were in their periods: entered, computed, taken over, corrected and published."""
