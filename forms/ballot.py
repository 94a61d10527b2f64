"""The ballot as a form: what a phone sends becomes a canonical answer, or a sentence per option.

Read as a whole and not field by field: a form of 24 factors would otherwise be 48 field objects on
the busiest road of the program. Errors, kept values and sentences are as in every other form.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, assert_never

from flask_babel import gettext as _
from flask_babel import ngettext

from smd_workshop.library import ballots
from smd_workshop.library.ballots import (
    DONT_KNOW,
    GROUP_MARK,
    Approval,
    Choice,
    Contribution,
    Points,
    Rating,
)
from smd_workshop.library.method import Method

#: Marks what is said about the sum of a group, among what is said about options.
TOTAL = "="
#: Names of the controls: an answer, a reason, an approval, the approval of nothing.
ANSWER, WHY, APPROVE, NONE = "a.", "w.", "a", "none"
LONGEST_REASON = 500


class Data(Protocol):
    """What a browser sends: several values may have one name."""

    def get(self, key: str, /) -> Any:
        """Return the first value with this name, or None."""

    def getlist(self, key: str, /) -> list[str]:
        """Return all values with this name."""


@dataclass(frozen=True, slots=True)
class Question:
    """What a ballot asks: the way of asking, the codes of the options, and their groups if any."""

    ballot: ballots.BallotKind
    codes: tuple[str, ...]
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: The same question is asked about each option by itself.
    each: bool = False

    @property
    def marks(self) -> list[str]:
        """Return the codes of the groups, where points are shared out over them too."""
        shares = isinstance(self.ballot, Points) and self.ballot.groups and len(self.groups) > 1
        return [GROUP_MARK + name for name in self.groups] if shares else []

    @property
    def inside(self) -> dict[str, Sequence[str]]:
        """Return what points are shared out inside: each group, and the groups themselves (GROUP_MARK)."""
        inside = dict(self.groups) or {"": self.codes}
        return inside | {GROUP_MARK: self.marks} if self.marks else inside


def question_of(method: Method, codes: Iterable[str], settings: Mapping[str, Any]) -> Question:
    """Return what a round of this method asks about these options."""
    groups = settings.get("groups") or {} if isinstance(method.ballot, Points) else {}
    return Question(method.ballot, tuple(codes), groups, method.single_question)


@dataclass(slots=True)
class Sheet:
    """A ballot as it stands on the page: what is written in it, and what is wrong with it."""

    #: code → what the control holds, as text; kept even where it is wrong.
    values: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    #: code → sentence; "" is the ballot as a whole, TOTAL and a name the sum of a group.
    errors: dict[str, str] = field(default_factory=dict)
    #: The canonical answer; None while something is wrong.
    answer: Any = None


def read(question: Question, data: Data) -> Sheet:
    """Return what a browser sent, checked."""
    kind = question.ballot
    raw: Any
    match kind:
        case Rating():
            sheet, raw = _rating(kind, question, data)
        case Points():
            sheet, raw = _points(kind, question, data)
        case Approval():
            sheet, raw = _approval(data)
        case Choice():
            sheet, raw = _choice(kind, question, data)
        case Contribution():
            raise TypeError("a note has a form of its own")
        case _:
            assert_never(kind)
    if not sheet.errors:
        _check(question, sheet, raw)
    return sheet


def filled(question: Question, answer: Any, reasons: Mapping[str, str]) -> Sheet:
    """Return the page's ballot for an answer that is stored."""
    if isinstance(question.ballot, Approval):
        values = dict.fromkeys(answer, "on") or {NONE: "on"}
    else:
        values = {code: str(given) for code, given in answer.items()}
    return Sheet(values, dict(reasons), answer=answer)


def missing(question: Question, answer: Any) -> list[str]:
    """Return the options, or for points the groups, that an answer says nothing about."""
    if isinstance(question.ballot, Approval):
        return []
    if isinstance(question.ballot, Points):
        return [
            name for name, codes in question.inside.items() if not any(c in answer for c in codes)
        ]
    return [code for code in question.codes if code not in answer]


def _check(question: Question, sheet: Sheet, raw: Any) -> None:
    """Let the library say what a canonical answer is; the recount uses the same check."""
    try:
        if question.each:
            for code, given in raw.items():
                raw[code] = ballots.check(question.ballot, given, ())
            sheet.answer = raw
        else:
            sheet.answer = ballots.check(question.ballot, raw, question.codes, question.groups)
    except ballots.InvalidAnswer as wrong:
        code = str(wrong.steps[0]) if wrong.steps else ""
        sheet.errors[code] = str(_(wrong.message)) % wrong.params
    if not sheet.errors and not raw and not isinstance(question.ballot, Approval):
        sheet.errors[""] = _("This ballot is empty. Answer at least one before you save it.")


def _rating(kind: Rating, question: Question, data: Data) -> tuple[Sheet, dict[str, Any]]:
    sheet, raw = Sheet(), dict[str, Any]()
    known: dict[str, int | str] = {str(n): n for n in range(kind.low, kind.high + 1)}
    if kind.dont_know:
        known[DONT_KNOW] = DONT_KNOW
    get = data.get
    for code in question.codes:
        given = get(ANSWER + code)
        if not given:
            continue
        sheet.values[code] = given
        value = known.get(given)
        if value is None:
            sheet.errors[code] = _(
                "Choose a number from %(low)s to %(high)s.", low=kind.low, high=kind.high
            )
            continue
        raw[code] = value
        if isinstance(value, int) and value <= kind.reason_at_most:
            _reason(sheet, code, get(WHY + code))
    return sheet, raw


def _reason(sheet: Sheet, code: str, text: str | None) -> None:
    """Keep a reason; what a database cannot hold is left out."""
    if not text:
        return
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if text:
        sheet.reasons[code] = text
    if len(text) > LONGEST_REASON:
        sheet.errors[code] = _("Please write at most %(most)s characters.", most=LONGEST_REASON)


def _points(kind: Points, question: Question, data: Data) -> tuple[Sheet, dict[str, Any]]:
    sheet, raw = Sheet(), dict[str, Any]()
    for code in (*question.codes, *question.marks):
        text = (data.get(ANSWER + code) or "").strip()[:40]
        if not text:
            continue
        sheet.values[code] = text
        amount = _amount(text)
        if amount is None:
            sheet.errors[code] = _(
                "«%(text)s» is not a number of points. Write 0 or more.", text=text
            )
        else:
            raw[code] = amount
    if not sheet.errors:
        _totals(kind, question, sheet, raw)
    return sheet, raw


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 1_000_000 else None


def _totals(kind: Points, question: Question, sheet: Sheet, raw: dict[str, Any]) -> None:
    for name, codes in question.inside.items():
        given = [raw[code] for code in codes if code in raw]
        added = sum(given, Decimal(0))
        if given and added != kind.total:
            sheet.errors[TOTAL + name] = points_left(kind.total - added)


def points_left(left: Decimal) -> str:
    """Say how many points are still to be given, or were given too many."""
    many = abs(left)
    words = f"{many.normalize():f}"
    if left > 0:
        return str(ngettext("%(points)s point is missing", "%(points)s points are missing",
                            1 if many == 1 else 2, points=words))  # fmt: skip
    return str(ngettext("%(points)s point too many", "%(points)s points too many",
                        1 if many == 1 else 2, points=words))  # fmt: skip


def _approval(data: Data) -> tuple[Sheet, list[str]]:
    given = data.getlist(APPROVE)
    nothing = data.get(NONE) is not None
    sheet = Sheet(dict.fromkeys(given, "on") | ({NONE: "on"} if nothing else {}))
    if given and nothing:
        sheet.errors[""] = _(
            "You marked some and also «I support none of them». Leave one of the two."
        )
    elif not given and not nothing:
        sheet.errors[""] = _(
            "Nothing is marked. Mark what you support, or «I support none of them»."
        )
    return sheet, given


def _choice(kind: Choice, question: Question, data: Data) -> tuple[Sheet, dict[str, Any]]:
    sheet, raw = Sheet(), dict[str, Any]()
    for code in question.codes:
        given = data.get(ANSWER + code)
        if not given:
            continue
        sheet.values[code] = raw[code] = given
        if given not in kind.answers:
            sheet.errors[code] = _("Choose one of the answers.")
        if kind.reason:
            _reason(sheet, code, data.get(WHY + code))
    return sheet, raw


def submission_key(sent: str, answer: Any, reasons: Mapping[str, str]) -> str:
    """Return the key a ballot is remembered under.

    It holds what was sent too: without scripts a page that came back from the browser's history
    sends its old key with a new answer, and that is another ballot.
    """
    return hashlib.sha256(f"{sent}\n{answer!r}\n{reasons!r}".encode()).hexdigest()[:32]
