"""Questions and pages while a form is read: what is known of each, and the row it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.xlsform.conditions import Conditions
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.files.sheets import Form
from smd_workshop.library.survey.instrument.xlsform.names import Codes
from smd_workshop.library.survey.instrument.xlsform.rows.lists import Lists
from smd_workshop.library.survey.instrument.xlsform.verdict import SURVEY, Findings

NOT_KEPT: Final = N_("“%(column)s” is not kept")


@dataclass
class RowDraft:
    """A row of a matrix."""

    line: Line
    said: dict[str, Any]


@dataclass
class QuestionDraft:
    """A question without its conditions, which are read when every code is known."""

    line: Line
    said: dict[str, Any]
    rows: list[RowDraft] = field(default_factory=list)
    #: Lines of the groups around it whose condition is also its own.
    around: tuple[Line, ...] = ()
    #: What its condition is besides, in our own words.
    shown_if: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Its code."""
        return str(self.said["code"])

    @property
    def kind(self) -> str:
        """Its type."""
        return str(self.said["type"])


@dataclass
class PageDraft:
    """A page; its line is that of the group it is made of, None if questions stand in no group."""

    code: str
    line: Line | None = None
    questions: list[QuestionDraft] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The row to look at."""
        return self.line.number if self.line else self.questions[0].line.number


@dataclass
class Reading:
    """Everything that the reading of one form shares."""

    form: Form
    findings: Findings
    lists: Lists
    conditions: Conditions
    codes: Codes = field(default_factory=Codes)
    scales: dict[str, dict[str, Any]] = field(default_factory=dict)
    dimensions: dict[str, dict[str, Any]] = field(default_factory=dict)
    overall: str | None = None
    recommend: str | None = None

    @property
    def default(self) -> str:
        """The default language."""
        return self.form.languages[0]

    def refuse(self, line: Line, message: str, **params: Any) -> None:
        """Note why the form is refused, at a row of the survey."""
        self.findings.refuse(SURVEY, line.number, message, **params)

    def lose(self, line: Line, message: str, **params: Any) -> None:
        """Note what is lost at a row of the survey."""
        self.findings.lose(SURVEY, line.number, message, **params)

    def lose_cells(self, line: Line, texts: Iterable[str], cells: Iterable[str]) -> None:
        """Note which of these columns, of texts and of others, say something at a row that is not kept."""
        for column in (*filter(line.text, texts), *filter(line.cell, cells)):
            self.lose(line, NOT_KEPT, column=column)

    def lose_of_group(self, line: Line) -> None:
        """Note what a group says besides its label and its condition."""
        self.lose_cells(line, ("hint", "guidance_hint", "media"), ("read_only",))

    def note(self, line: Line, message: str, **params: Any) -> None:
        """Note what somebody may want to know of a row of the survey."""
        self.findings.note(SURVEY, line.number, message, **params)

    def text(self, line: Line, column: str, fallbacks: str = "") -> dict[str, str]:
        """Return a text of a row; in the default language there is always one if there is any."""
        found = line.text(column)
        if not found:
            return {}
        if not found.get(self.default):
            message = N_("“%(column)s” is missing in %(language)s: another language is shown")
            self.lose(line, message, column=column, language=self.default)
            found[self.default] = next(iter(found.values()))
        if fallbacks:
            return self.conditions.quoted(found, line.text(fallbacks), line.number)
        return self.conditions.unquoted(SURVEY, found, line.number)
