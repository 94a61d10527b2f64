"""The ballot as a form: what a phone sends becomes a canonical answer, or a sentence per option.

Read as a whole and not field by field: a form of 24 factors would otherwise be 48 field objects on
the busiest road of the program. What is read, and what is wrong with it, says the kind of ballot; here
it is said in the reader's language. Errors, kept values and sentences are as in every other form.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.library.ballots import Question, Said, receive
from smd_workshop.library.ballots.kind import Data
from smd_workshop.library.method import Method, asked_by, grouped


@dataclass(slots=True)
class Sheet:
    """A ballot as it stands on the page: what is written in it, and what is wrong with it."""

    #: code → what the control holds, as text; kept even where it is wrong.
    values: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    #: code → sentence; "" is the ballot as a whole, OF_GROUP and a name what is inside a group.
    errors: dict[str, str] = field(default_factory=dict)
    #: The canonical answer; None while something is wrong.
    answer: Any = None


def question_of(method: Method, codes: Iterable[str], settings: Mapping[str, Any]) -> Question:
    """Return what a round of this method asks about these options."""
    return Question(asked_by(method, settings), tuple(codes), grouped(settings))


def read(question: Question, data: Data) -> Sheet:
    """Return what a browser sent, checked."""
    got = receive(question, data)
    errors = {code: said(words) for code, words in got.errors.items()} if got.errors else {}
    return Sheet(got.values, got.reasons, errors, got.answer)


def filled(question: Question, answer: Any, reasons: Mapping[str, str]) -> Sheet:
    """Return the page's ballot for an answer that is stored."""
    return Sheet(question.ballot.filled(answer), dict(reasons), answer=answer)


def said(words: Said) -> str:
    """Say a sentence of the library in the reader's language."""
    if words.plural:  # flask-babel fills the number in by itself, as `num`
        params = {name: value for name, value in words.params.items() if name != "num"}
        return str(ngettext(words.message, words.plural, words.count, **params))
    text = str(_(words.message))
    return text % words.params if words.params else text


def submission_key(sent: str, answer: Any, reasons: Mapping[str, str]) -> str:
    """Return the key a ballot is remembered under.

    It holds what was sent too: without scripts a page that came back from the browser's history
    sends its old key with a new answer, and that is another ballot.
    """
    return hashlib.sha256(f"{sent}\n{answer!r}\n{reasons!r}".encode()).hexdigest()[:32]
