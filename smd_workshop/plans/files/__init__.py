"""Plans from lines: tables, documents and forms are read, judged line by line, and exactly what was shown is written."""
