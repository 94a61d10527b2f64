"""Cells of a form that hold no words of anybody: the error of a formula is refused, broken signs are pointed out."""

from collections.abc import Iterator
from itertools import chain

from smd_workshop.core.cells import is_broken, is_error
from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.files.sheets import Form
from smd_workshop.library.survey.instrument.xlsform.verdict import (
    CHOICES,
    SETTINGS,
    SURVEY,
    Findings,
)


def judge(form: Form, findings: Findings) -> None:
    """Say of each cell that would be shown to people, or taken for a name, what is the matter with it."""
    lines = chain(
        ((SURVEY, line) for line in form.survey),
        ((CHOICES, line) for line in form.choices),
        [(SETTINGS, form.settings)],
    )
    for sheet, line in lines:
        for column, text in chain(line.cells.items(), _texts(line)):
            if is_error(text):
                message = N_("the cell holds the error %(error)s of a formula")
                findings.refuse(sheet, line.number, message, column, error=text.strip())
        for column, text in _texts(line):
            if is_broken(text):
                message = N_("the signs of “%(text)s” look broken")
                findings.note(sheet, line.number, message, column, text=text[:60])


def _texts(line: Line) -> Iterator[tuple[str, str]]:
    for column, by_language in line.texts.items():
        yield from ((column, text) for text in by_language.values())
