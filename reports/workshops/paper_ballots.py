"""Ballots on paper: A4, big type; each kind of ballot brings its own form, this the frame around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reports.environment import environment
from reports.pdf import pdf
from reports.spoken import Gettext, Ngettext
from smd_workshop.library.ballots import GROUP_MARK, Question
from smd_workshop.library.ballots.kind import UNGROUPED

#: Stands in the box of a ballot: the code of a seat, the number of a paper, or nothing, to be written
#: by hand. None: no box.
Mark = str | None


@dataclass(frozen=True, slots=True)
class Option:
    """One option as it is put to the vote."""

    code: str
    wording: str


@dataclass(frozen=True, slots=True)
class PaperBallot:
    """What every ballot of a round says; `group_names` maps a group to its words, already translated."""

    process: str
    workshop: str
    number: int
    title: str
    question: str
    help: str
    by_name: bool
    #: From how many answers on a sector may stand beside a reason.
    fewest: int
    simulated: bool
    asks: Question
    options: Sequence[Option]
    #: How many of them the round chooses; None where it chooses none.
    chosen: int | None = None
    group_names: Mapping[str, str] = field(default_factory=dict)
    #: What is asked about the groups themselves.
    over_groups: str = ""
    #: Of a secret round: the numbers of its papers with the names of their sectors.
    sectors: Mapping[str, str] = field(default_factory=dict)

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """Each group with its codes, and GROUP_MARK with the groups themselves if they are asked about."""
        inside = self.asks.ballot.inside(self.asks)
        return [(name, list(codes)) for name, codes in inside.items()]

    def label(self, code: str) -> str:
        """Return the words for an option, or for a group among groups."""
        for option in self.options:
            if option.code == code:
                return f"{option.code}. {option.wording}"
        return self.group_names.get(code[1:], code[1:])

    def title_of(self, group: str) -> str:
        """Return the words for a group, or for what is asked about the groups (GROUP_MARK)."""
        if group == GROUP_MARK:
            return self.over_groups
        return self.group_names.get(group, "" if group == UNGROUPED else group) or self.title


def alike(
    ballot: PaperBallot, *, gettext: Gettext, ngettext: Ngettext, language: str
) -> list[Mark]:
    """Return the marks of as many ballots without a box as fill a sheet: it is printed many times."""
    made = environment(gettext, ngettext, language)
    size = made.get_template(f"ballot/{ballot.asks.ballot.id}/paper.html").module.size  # type: ignore[attr-defined]
    return [None, None] if size == "half" else [None]


def html(
    ballot: PaperBallot,
    marks: Sequence[Mark],
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
) -> str:
    """Return one ballot for each mark as the HTML that is printed."""
    made = environment(gettext, ngettext, language)
    kind = ballot.asks.ballot
    form = made.get_template(f"ballot/{kind.id}/paper.html").module
    return made.get_template("paper_ballots.html").render(
        language=language, ballot=ballot, marks=marks,
        size=form.size, form=form.form(kind, ballot),  # type: ignore[attr-defined]
    )  # fmt: skip


def paper_ballots(
    ballot: PaperBallot,
    marks: Sequence[Mark],
    *,
    gettext: Gettext,
    ngettext: Ngettext,
    language: str,
) -> bytes:
    """Return a PDF with one ballot for each mark."""
    source = html(ballot, marks, gettext=gettext, ngettext=ngettext, language=language)
    title = gettext("Paper ballots")
    return pdf(source, title=f"{title}: {ballot.title}", language=language)
