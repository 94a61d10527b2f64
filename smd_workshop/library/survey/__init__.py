"""The figures of a survey: one pass over the responses makes a summary, and every figure comes from summaries.

docs/surveys.md says what each figure is and where it is from, docs/adr/0035 why it is built like this.
"""
