"""What stands over a result on the wall: how far it can be relied on, and what its method adds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext, ngettext
from flask_babel import gettext as _
from jinja2.filters import do_striptags

from reports.presentation import without_quorum
from reports.spoken import Speaker
from smd_workshop.library.charts.wall import WIDE, lines
from smd_workshop.rounds.results.result_views import ResultView
from smd_workshop.web.facilitator.wall.wall_pages import LINE, SIDES

#: A longer sentence is left to the page: a wall is read at a distance.
LONGEST = 170


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence over the rows; `warns` where the result cannot be relied on as it is.

    What `leads` stands first and bold: what came out, or that it is not yet a result. All others stand small under it.
    """

    words: str
    warns: bool = False
    leads: bool = False

    @property
    def height(self) -> float:
        """How high it stands, in rem, if it leads: bold words take more lines than the same in the rows."""
        return LINE * lines(self.words, WIDE - SIDES - 1, weight="bold") + 0.35


def over(notes: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Return what stands bold over the outcome."""
    return tuple(each for each in notes if each.leads or each.warns)


def under(notes: Iterable[Sentence]) -> str:
    """Return what stands small under the outcome, as one paragraph."""
    return " ".join(each.words for each in notes if not (each.leads or each.warns))


def notes_of(view: ResultView) -> Iterator[Sentence]:
    """Say how far the result can be relied on, and what its method adds, each once."""
    if view.live:
        yield Sentence(
            _(
                "Partial result: the round is open, %(voted)s of %(eligible)s have voted.",
                voted=view.voted, eligible=view.eligible,
            ),
            leads=True,
        )  # fmt: skip
    else:
        yield from (Sentence(words, warns=True) for words in _status(view))
    hidden = [row.name for row in view.roll if row.voted and row.code in view.suppressed]
    if hidden:
        names = Speaker(gettext, ngettext).listed(hidden)
        yield Sentence(_("Not shown apart, to protect small groups: %(sectors)s.", sectors=names))
    if view.moved is not None:
        text = render_template("facilitator/projector/moved.html", view=view, labels=view.labels)
        yield Sentence(" ".join(do_striptags(text).split()))
    parts = () if view.unanswered else range(len(view.parts))
    added = dict.fromkeys(_added(view, place) for place in parts)
    yield from (Sentence(words) for words in added if words)


def again(view: ResultView, speak: Speaker, places: int) -> Iterator[Sentence]:
    """Say what too few answered, and first of all how often it would come out again, where that is no long list."""
    told = (
        speak(each, view.labels, view.wordings, places, brief=True)
        for each in (*view.insufficient, *view.again[:1])
    )
    yield from (Sentence(words) for words in told if len(words) <= LONGEST)


def _status(view: ResultView) -> Iterator[str]:
    first = view.parts[0].document
    state = first["status"]["state"] if "status" in first else ""
    if view.unanswered:
        return  # what stands over the options says it
    if state == "provisional" or (not state and view.provisional):
        lacking = [
            " ".join((name, "(" + _("%(part)s of %(whole)s", part=part, whole=whole) + ")"))
            for name, part, whole in _lacking(view)
        ]
        yield " ".join((_("Provisional."), _("Without quorum:"), ", ".join(lacking) + "."))


def _lacking(view: ResultView) -> list[tuple[str, int, int]]:
    """Return the sectors without quorum: name, how many answered, of how many."""
    names = {s.code: s.short_name or s.name for s in view.process.sectors}
    first = view.parts[0].document
    if "status" not in first:  # counted before results said it themselves
        return [(names.get(r.code, r.name), r.voted, r.eligible) for r in view.missing]
    seats = first["seats"]
    return [
        (names.get(code, code), seats[code]["voted"], seats[code]["eligible"])
        for code in without_quorum(first)
    ]


def _added(view: ResultView, place: int) -> str:
    """Return what a method says of a part on the wall besides its row."""
    part = view.parts[place]
    text = render_template(
        f"method/{part.method_id}/projector.html", view=view, part=part, result=part.document,
        labels=view.labels,
    )  # fmt: skip
    return " ".join(do_striptags(text).split())
