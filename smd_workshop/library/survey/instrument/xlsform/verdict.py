"""What is said of a form that somebody brings: taken, taken with a loss, or refused, row by row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from smd_workshop.library.numbers import JsonResult

ACCEPTED: Final = "accepted"
WITH_LOSS: Final = "accepted with loss"
REFUSED: Final = "refused"

SURVEY: Final = "survey"
CHOICES: Final = "choices"
SETTINGS: Final = "settings"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a form: where, and a sentence to translate; pyxform's own words stand as they are."""

    message: str
    params: Mapping[str, object] = field(default_factory=dict)
    sheet: str | None = None
    row: int | None = None
    #: The column whose cell is meant, where it is not plain.
    column: str | None = None

    @property
    def text(self) -> str:
        """The sentence in English, the column before it."""
        said = self.message % self.params if self.params else self.message
        return f"{self.column}: {said}" if self.column else said

    @property
    def place(self) -> str:
        """Where it stands in the form; empty for the form as a whole."""
        if self.sheet is None:
            return ""
        return self.sheet if self.row is None else f"{self.sheet}, row {self.row}"

    def as_json(self) -> JsonResult:
        """Return it as it stands in the answer of the command."""
        return {"sheet": self.sheet, "row": self.row, "message": self.text}


@dataclass(frozen=True)
class Verdict:
    """Everything that is said of a form, and the document of its instrument unless it is refused."""

    errors: tuple[Finding, ...] = ()
    losses: tuple[Finding, ...] = ()
    notes: tuple[Finding, ...] = ()
    document: Mapping[str, Any] | None = None

    @property
    def outcome(self) -> str:
        """In one word or three."""
        if self.document is None:
            return REFUSED
        return WITH_LOSS if self.losses else ACCEPTED

    def as_json(self) -> JsonResult:
        """Return the answer of the command."""
        return {
            "verdict": self.outcome,
            "errors": [each.as_json() for each in self.errors],
            "losses": [each.as_json() for each in self.losses],
            "notes": [each.as_json() for each in self.notes],
            "instrument": self.document,
        }


class Findings:
    """Collects what is found while a form is read."""

    def __init__(self) -> None:
        self.errors: list[Finding] = []
        self.losses: list[Finding] = []
        self.notes: list[Finding] = []

    def refuse(
        self,
        sheet: str | None,
        row: int | None,
        message: str,
        at: str | None = None,
        **params: object,
    ) -> None:
        """Note why the form is refused."""
        self._add(self.errors, Finding(message, params, sheet, row, at))

    def lose(
        self,
        sheet: str | None,
        row: int | None,
        message: str,
        at: str | None = None,
        **params: object,
    ) -> None:
        """Note what is lost."""
        self._add(self.losses, Finding(message, params, sheet, row, at))

    def note(
        self,
        sheet: str | None,
        row: int | None,
        message: str,
        at: str | None = None,
        **params: object,
    ) -> None:
        """Note what somebody may want to know."""
        self._add(self.notes, Finding(message, params, sheet, row, at))

    @staticmethod
    def _add(findings: list[Finding], finding: Finding) -> None:
        if finding not in findings:
            findings.append(finding)

    def verdict(self, document: Mapping[str, Any] | None) -> Verdict:
        """Return the verdict: with an error there is no document."""
        return Verdict(
            _by_row(self.errors),
            _by_row(self.losses),
            _by_row(self.notes),
            None if self.errors else document,
        )


def _by_row(findings: list[Finding]) -> tuple[Finding, ...]:
    order = {None: 0, SETTINGS: 1, SURVEY: 2, CHOICES: 3}
    return tuple(sorted(findings, key=lambda each: (order.get(each.sheet, 4), each.row or 0)))
