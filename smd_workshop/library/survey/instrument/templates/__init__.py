"""Instruments to begin with, in our own wording: each is a file beside this one."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from smd_workshop.core.messages import N_

#: Templates by name, with what people who build a survey read of each.
TEMPLATES: Final[Mapping[str, str]] = {
    "zed_users": N_("Satisfaction of users: seven dimensions of five items each"),
    "expectations": N_("Expectation and perception of a service: 22 pairs of items"),
    "workshop": N_("Evaluation of a workshop: 10 questions"),
    "blank": N_("Nothing yet: a scale and one question, the rest you write"),
}

#: Where a text of a template names who asks, and what stands there while nobody has said it.
MARK: Final = "{institución}"
UNNAMED: Final = "la institución"


def text(name: str) -> str:
    """Return a template as its file is written; KeyError if there is none."""
    if name not in TEMPLATES:
        raise KeyError(name)
    return files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8")


def template(name: str, institution: str = "", title: str = "") -> dict[str, Any]:
    """Return the smd-instrument/1 document of a template, to be changed as one likes; KeyError if there is none.

    Its sentences name the institution that asks, or say "la institución"; `title` is what the survey is called, which
    who answers reads first.
    """
    made: dict[str, Any] = _named(json.loads(text(name)), _plain(institution) or UNNAMED)
    if title:
        made["title"] = {made["languages"][0]: _plain(title)}
    return made


def _plain(name: str) -> str:
    """Return a name in single spaces; what opens a quotation of an answer opens none in it."""
    return " ".join(name.split()).replace("${", "$ {")


def _named(value: Any, institution: str) -> Any:
    """Return a document with the institution in place of its mark; a sentence begins with a capital letter."""
    match value:
        case str() if MARK in value:
            said = value.replace(MARK, institution)
            return said[:1].upper() + said[1:]
        case dict():
            return {key: _named(each, institution) for key, each in value.items()}
        case list():
            return [_named(each, institution) for each in value]
    return value
