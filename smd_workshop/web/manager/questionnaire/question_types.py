"""The types of questions as staff choose among them."""

from flask_babel import gettext as _

from smd_workshop.core.errors import NotFound
from smd_workshop.library.survey.instrument import model


def kind_asked(kind: str) -> str:
    """Return a type of question, or raise NotFound for what is none."""
    if kind not in model.ATTRIBUTES:
        raise NotFound
    return kind


def types_of_questions() -> dict[str, tuple[str, str]]:
    """Return of each type what it is called, and what it is good for."""
    return {
        model.LIKERT: (_("One point of a scale"), _("e.g. from “very dissatisfied” to “very satisfied”")),
        model.MATRIX: (_("Several items on one scale"), _("one below the other, each answered by itself")),
        model.SINGLE: (_("One of several"), _("people choose one answer")),
        model.MULTIPLE: (_("Several of a list"), _("people tick what applies")),
        model.NPS: (_("From 0 to 10"), _("how likely they would recommend it (NPS)")),
        model.RANKING: (_("An order"), _("people give each answer its place")),
        model.NUMBER: (_("A number"), _("with limits if you want")),
        model.DATE: (_("A date"), _("a day of the calendar")),
        model.SHORT_TEXT: (_("A line of text"), _("a name, a place")),
        model.LONG_TEXT: (_("A longer text"), _("comments, recommendations")),
        model.NOTE: (_("Something to read"), _("a heading or an explanation; nothing is answered")),
        model.CONSENT: (_("An agreement"), _("a box to tick before going on")),
        model.SCORE: (_("A computed figure"), _("made of earlier answers, by an expression")),
    }  # fmt: skip
