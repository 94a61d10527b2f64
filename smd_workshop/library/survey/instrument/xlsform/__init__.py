"""Forms of ODK, KoboToolbox and all who speak XLSForm → an instrument with a verdict, and back.

pyxform is asked first: its parser and its row-numbered errors are what the field trusts. It is imported only where a
form is read. docs/instruments.md says what is taken, what is taken with a loss, and what is refused.
"""
