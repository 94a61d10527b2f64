"""What people may send us (WTForms): shape, never state."""
