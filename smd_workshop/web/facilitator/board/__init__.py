"""The merge board: notes, items, reasons."""
