"""What everything may use: errors, time, numbers, texts, codes."""
