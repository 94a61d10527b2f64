"""The matrix of commitments on paper: what, who, by when, how it stands and where that can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from reports.environment import render
from reports.pdf import pdf
from reports.spoken import Gettext, Ngettext


@dataclass(frozen=True, slots=True)
class Promise:
    """One row: its number in the list, the words, who, by when, 'overdue' or the state, where it is seen, who agreed it."""

    number: int
    text: str
    owner: str
    due: date
    state: str
    evidence: str
    workshop: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the paper says on a day: rows by the day they are due, and how many stand in each state."""

    process: str
    simulated: bool
    zone: tzinfo
    #: The day of which it tells: what is overdue depends on it.
    on: date
    rows: Sequence[Promise]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many rows stand in each state, those that need attention first; states of none are left out."""
        order = ("overdue", "pending", "in_progress", "done", "cancelled")
        states = [each.state for each in self.rows]
        return [(state, states.count(state)) for state in order if state in states]


def commitments(matrix: Matrix, *, gettext: Gettext, ngettext: Ngettext, language: str) -> bytes:
    """Return the matrix as a PDF."""
    title = gettext("Matrix of commitments")
    html = render(
        "commitments.html", gettext=gettext, ngettext=ngettext, language=language,
        zone=matrix.zone, title=title, process=matrix.process, simulated=matrix.simulated,
        digest="", matrix=matrix,
    )  # fmt: skip
    return pdf(html, title=f"{title}: {matrix.process}", language=language)
