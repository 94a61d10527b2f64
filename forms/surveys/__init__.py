"""Forms of surveys and their questionnaires."""
