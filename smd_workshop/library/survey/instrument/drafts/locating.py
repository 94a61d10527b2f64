"""Where in a questionnaire an error lies, by the codes that people know and not by places in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from smd_workshop.core.messages import N_

#: What the attributes of pages, questions, rows, options and scales are called.
ATTRIBUTES: Final[Mapping[str, str]] = {
    "text": N_("the words"),
    "title": N_("the title"),
    "name": N_("the name"),
    "help": N_("the help"),
    "code": N_("the code"),
    "shown_if": N_("when it is shown"),
    "valid_if": N_("which answers are taken"),
    "valid_message": N_("what is said of an answer that is not taken"),
    "required_message": N_("what is said if it was not answered"),
    "options": N_("the answers"),
    "options_if": N_("which answers are offered"),
    "rows": N_("the items"),
    "formula": N_("the computation"),
    "scale": N_("the scale"),
    "dimension": N_("the dimension"),
    "importance_of": N_("whose importance it asks"),
    "expectation_of": N_("of what it asks the expectation"),
    "labels": N_("the points"),
    "default": N_("the answer at first"),
    "overall": N_("which question asks for the whole"),
    "recommend": N_("which question asks for a recommendation"),
    "languages": N_("the languages"),
}
_LISTS: Final = ("pages", "questions", "rows", "options", "scales", "dimensions")


@dataclass(frozen=True, slots=True)
class Place:
    """The innermost thing with a code that an error is about, and which of its attributes; '' where there is none."""

    code: str
    attribute: str
    #: The question that it lies in; '' outside of questions.
    question: str = ""
    #: Places inside the question: ("options", 2, "code").
    inside: tuple[str | int, ...] = ()


def place_of(document: Mapping[str, Any], steps: Sequence[str | int]) -> Place:
    """Return where steps into a document lead."""
    value: Any = document
    code = question = attribute = ""
    inside: tuple[str | int, ...] = ()
    for at, step in enumerate(steps):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            value = None
        if isinstance(step, int) and isinstance(value, Mapping) and "code" in value:
            code, attribute = str(value["code"]), ""
            if at and steps[at - 1] == "questions":
                question, inside = code, tuple(steps[at + 1 :])
        elif isinstance(step, str) and step not in _LISTS:
            attribute = attribute or step
    return Place(code, attribute, question, inside)
