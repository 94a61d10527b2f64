"""A plan evaluated: how far each indicator has come, what heads it, what a reader is warned about."""
