"""Documents made from results: PDFs, tables, and the spreadsheets that people send."""
