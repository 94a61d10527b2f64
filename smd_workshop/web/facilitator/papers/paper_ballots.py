"""Ballots to print, of a round that is a draft or open: for those who bring no phone."""

import threading
from collections.abc import Sequence
from typing import Any

from flask import Response, request
from flask_babel import gettext, ngettext
from flask_babel import gettext as _

from forms.workshops.ballot import question_of, said
from reports.workshops import paper_ballots as paper
from smd_workshop.config import secret_key
from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.library.method import Method, sorts_options
from smd_workshop.library.methods import METHODS
from smd_workshop.models import Round
from smd_workshop.people import roster
from smd_workshop.processes.nameless import fewest
from smd_workshop.processes.vocabulary import grouping_of
from smd_workshop.rounds import option_sources
from smd_workshop.rounds.ballots import paper_numbers
from smd_workshop.rounds.room import room
from smd_workshop.web.facilitator import bp
from smd_workshop.web.facilitator.workshop.workshop_helpers import round_for
from smd_workshop.web.files.documents import PDF, attachment
from smd_workshop.web.language import current_language

_printing = threading.Lock()
#: Digits of a number of papers that nobody would print.
LONG = 5


@bp.get("/<process>/w/<workshop>/rounds/<int:number>/paper-ballots.pdf")
def paper_ballots(process: str, workshop: str, number: int) -> Response:
    """Give one ballot per seat with its code in a round by name; of a secret one as many as asked for, numbered."""
    round_ = round_for("run round", process, workshop, number)
    if round_.step != "vote" or round_.state not in {"draft", "open"}:
        raise NotFound
    ballot, spoken = _ballot(round_), _spoken()
    marks: Sequence[str] = seats(round_) if ballot.by_name else list(ballot.sectors)
    with _printing:
        data = paper.paper_ballots(ballot, marks, **spoken)
    name = _("paper-ballots-%(workshop)s-%(number)s.pdf", workshop=workshop, number=number)
    return attachment(data, PDF, name)


def seats(round_: Round) -> list[str]:
    """Return the codes of the seats that may vote."""
    roll = room.on_roll(round_)
    found = [
        row.seat.code
        for row in roster.seats_of(round_.workshop.process, active=True)
        if row.seat.id in roll
        and (not round_.electorate or row.seat.actor.sector.code in round_.electorate)
    ]
    if not found:
        raise Invalid(N_("No seat may vote in this round. Add seats first."))
    return found


def _grouped(method: Method, options: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """Return the groups in which the method asks, as a setting; none where all stand in one without a name."""
    groups: dict[str, list[str]] = {}
    if sorts_options(method):
        for code, _wording, group in options:
            groups.setdefault(group, []).append(code)
    return {} if list(groups) == [""] else {"groups": groups}


def _ballot(round_: Round) -> paper.PaperBallot:
    options = _options(round_)
    if not options:
        raise Invalid(N_("There is nothing to vote on yet. Choose the options first."))
    method = METHODS[str(round_.method_id)]
    beside = _beside(method, round_)
    names = grouping_of(round_.workshop.process).names
    return paper.PaperBallot(
        process=round_.workshop.process.name,
        workshop=round_.workshop.name,
        number=round_.number,
        title=round_.title,
        question=round_.question,
        help=" ".join(filter(None, (round_.help, beside.get("")))),
        by_name=round_.secrecy == "nominal",
        fewest=fewest(round_.workshop.process),
        simulated=round_.workshop.process.simulated,
        chosen=round_.settings.get("k"),
        asks=question_of(
            method, [code for code, _wording, _group in options], _grouped(method, options)
        ),
        options=[
            paper.Option(code, f"{wording} ({beside[code]})" if code in beside else wording)
            for code, wording, _group in options
        ],
        group_names={code: str(_(words)) for code, words in names.items()},
        over_groups=str(_("And between the groups")),
        sectors={} if round_.secrecy == "nominal" else _numbers(round_),
    )


def _beside(method: Method, round_: Round) -> dict[str, str]:
    """Return what stands beside the options; of a draft whose settings are not complete nothing does."""
    if any(s.required and s.key not in round_.settings for s in method.settings):
        return {}
    return {code: said(words) for code, words in method.beside(round_.settings).items()}


def _numbers(round_: Round) -> dict[str, str]:
    """Return the numbers to print with the names of their sectors: for each seat, or ?each= of each sector."""
    asked = request.args.get("each", "")
    each = int(asked) if asked.isdecimal() and len(asked) < LONG else None
    secret = secret_key()
    found = {n: s.name for n, s in paper_numbers.printed(round_, secret, each)}
    if not found:
        raise Invalid(N_("No seat may vote in this round. Add seats first."))
    return found


def _options(round_: Round) -> list[tuple[str, str, str]]:
    """Return code, wording and group: as frozen, or of a draft as they would be frozen now."""
    if round_.state == "open":
        return [(o.code, o.wording, o.group) for o in round_.options]
    return [(code, words, group) for _id, code, words, group in option_sources.pending(round_)]


def _spoken() -> dict[str, Any]:
    return {"gettext": gettext, "ngettext": ngettext, "language": current_language()}
