"""Papers and tables of surveys: the questionnaire, the report of a wave, its figures, its answers."""
