"""The file of a form: its sheets, lines and cells, in and out."""
