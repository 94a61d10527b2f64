"""What is answered as a file: documents, tables and what their columns hold, evidence, logos."""
