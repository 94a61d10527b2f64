"""Effects rated in a workshop: put to the vote as a round, and what its published result says offered to who plans.

A rating has no unit. What is accepted is a sign with how sure one is and the round it comes from, no magnitude: so it
stands in the matrix of signs and in no sum.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from smd_workshop.board import item_codes, items
from smd_workshop.core import faults
from smd_workshop.core.errors import Invalid, NotFound, WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.numbers import number
from smd_workshop.database import db
from smd_workshop.library.strategy import rated_effects
from smd_workshop.library.strategy.rated_effects import Read
from smd_workshop.models import (
    Component,
    EffectContribution,
    EffectQuestion,
    EffectRefusal,
    Option,
    Process,
    Round,
    Stressor,
    Workshop,
)
from smd_workshop.processes import journal
from smd_workshop.processes.first_language import in_words_of
from smd_workshop.rounds import drafting, option_sources, workshops
from smd_workshop.rounds.results import results
from smd_workshop.strategy.territory import components, effects, texts
from smd_workshop.strategy.territory.effects import Shown

#: More is no ballot for a phone.
MOST: Final = 40
ASKED: Final = N_("%(stressor)s: what does it do to “%(component)s”?")
NO_REASON: Final = N_("Write why it is refused. The public reads it.")
STANDS: Final = N_(
    "Something stands there already. Look at both, and mark that this takes its place; what stands is kept as said before."
)
PROVISIONAL: Final = N_("Provisional: a sector had no quorum.")
SAID: Final = N_(
    "%(workshop)s, “%(title)s”: median of the sectors %(median)s on a scale from −3 to 3, without a unit."
)

Pair = tuple[Component, Stressor]
#: The ids of a component and of a stressor.
_Ids = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a published round says of what a stressor does to a component; once decided, `accepted` or `refused` is the row."""

    round: Round
    code: str
    component: Component
    stressor: Stressor
    read: Read
    accepted: EffectContribution | None
    refused: EffectRefusal | None
    #: What counts now of the two, whose place it would take; None where nobody has said.
    standing: EffectContribution | None = None
    #: Whether a sector had no quorum, so that the result says it is provisional.
    provisional: bool = False

    @property
    def open(self) -> bool:
        """Whether nobody has decided on it yet."""
        return self.accepted is None and self.refused is None


def put_to_vote(
    workshop: Workshop, pairs: Iterable[Pair], at: datetime, user_id: int | None
) -> Round:
    """Add a draft to a workshop that asks, once each, what stressors do to components. Raises Invalid for none, or too many."""
    chosen = list(dict.fromkeys(pairs))
    if not chosen:
        raise Invalid(N_("Choose at least one."))
    if len(chosen) > MOST:
        raise Invalid(N_("That is too long for a ballot: at most %(most)s at a time."), most=MOST)
    process = workshop.process
    fields = workshops.EFFECT_RATING
    words = {name: in_words_of(process, fields[name]) for name in ("title", "question", "help")}
    asked = [_question(process, pair, at, user_id).item for pair in chosen]
    round_ = drafting.add(workshop, at, user_id, **fields | words)
    option_sources.set_options(
        round_, [(each.id, str(each.code), each.wording, "") for each in asked]
    )
    journal.record(
        "put effects to the vote", at, workshop=workshop, user_id=user_id,
        effects=[str(each.code) for each in asked],
    )  # fmt: skip
    return round_


def _question(process: Process, pair: Pair, at: datetime, user_id: int | None) -> EffectQuestion:
    """Return what asks about two of them, made once: asked again, it is the same item."""
    component, stressor = pair
    found = db.session.scalar(
        select(EffectQuestion).where(
            EffectQuestion.component_id == component.id, EffectQuestion.stressor_id == stressor.id
        )
    )
    if found is None:
        names = {"stressor": stressor.name, "component": component.name}
        wording = in_words_of(process, ASKED, **names)[: items.LONGEST]
        item = item_codes.add_coded(
            process, workshops.EFFECT_RATING["subject"], wording, at, user_id
        )
        found = EffectQuestion(item=item, component=component, stressor=stressor)
        db.session.add(found)
        db.session.flush()
    return found


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of the effects of a process by now, read at once: rounds ask about dozens of them."""

    contributions: Mapping[_Ids, Sequence[EffectContribution]]
    refusals: Mapping[tuple[int, str], EffectRefusal]

    @classmethod
    def of(cls, process: Process) -> "_Said":
        contributions: dict[_Ids, list[EffectContribution]] = {}
        own = Component.process_id == process.id
        every = select(EffectContribution).join(
            Component, EffectContribution.component_id == Component.id
        )
        for row in db.session.scalars(every.where(own).order_by(EffectContribution.id)):
            contributions.setdefault((row.component_id, row.stressor_id), []).append(row)
        refused = select(EffectRefusal).join(Component, EffectRefusal.component_id == Component.id)
        rows = db.session.scalars(refused.where(own))
        return cls(contributions, {(row.round_id, row.code): row for row in rows})

    def accepted(self, round_: Round, pair: _Ids) -> EffectContribution | None:
        """Return what was taken over from a round first."""
        rows = self.contributions.get(pair, ())
        return next((row for row in rows if row.round_id == round_.id), None)

    def standing(self, pair: _Ids) -> EffectContribution | None:
        """Return what counts now of the two."""
        rows = self.contributions.get(pair, ())
        return rows[-1] if rows else None


def proposals(process: Process) -> list[Proposal]:
    """Return what published rounds say of effects, the latest round first."""
    return _proposals(process, _Said.of(process))


def _proposals(
    process: Process, said: _Said, rounds: Collection[int] | None = None
) -> list[Proposal]:
    """Return what published rounds say of effects, the latest first; of those with these ids alone where any are named."""
    query = (
        select(EffectQuestion, Round, Option.code)
        .join(Option, Option.item_id == EffectQuestion.item_id)
        .join(Round, Round.id == Option.round_id)
        .join(Component, Component.id == EffectQuestion.component_id)
        .where(
            Component.process_id == process.id, Round.state == "published",
        )
        .order_by(Round.published_at.desc(), Round.id.desc(), Option.position)
    )  # fmt: skip
    if rounds is not None:
        query = query.where(Round.id.in_(rounds))
    asked: dict[Round, list[tuple[EffectQuestion, str]]] = {}
    for question, round_, code in db.session.execute(query):
        asked.setdefault(round_, []).append((question, code))
    return [found for round_, own in asked.items() for found in _read(round_, own, said)]


def _read(
    round_: Round, asked: list[tuple[EffectQuestion, str]], said: _Said
) -> Iterator[Proposal]:
    """Yield what the shown result of a round says of each; of what it does not show, or is no number, nothing."""
    shown = results.view(round_)
    numbers = shown.method is not None and shown.method.tracing.estimates is not None
    findings = shown.findings if numbers else None
    rows = {} if findings is None else {row.code: row for row in findings.grid.rows}
    for question, code in asked:
        row, pair = rows.get(code), (question.component_id, question.stressor_id)
        if row is not None and row.value is not None:
            sectors = [cell.value for cell in row.cells.values() if cell is not None]
            yield Proposal(
                round_, code, question.component, question.stressor,
                rated_effects.read(row.value, row.interval, sectors), said.accepted(round_, pair),
                said.refusals.get((round_.id, code)), said.standing(pair), shown.provisional,
            )  # fmt: skip


def refusals(process: Process) -> dict[int, list[Proposal]]:
    """Return by the id of each component what published rounds said of it and was refused, the latest round first."""
    said, found = _Said.of(process), dict[int, list[Proposal]]()
    rounds = {round_id for round_id, _code in said.refusals}
    # Of most processes nothing was: then no result is read.
    for each in _proposals(process, said, rounds) if rounds else ():
        if each.refused is not None:
            found.setdefault(each.component.id, []).append(each)
    return found


def last_said(shown: Sequence[Shown], refused: Mapping[int, Sequence[Proposal]]) -> datetime | None:
    """Return when something was said last of components, or of a proposal to one that it is refused; None where nothing was."""
    rows = [one.refused for each in shown for one in refused.get(each.row.id, ())]
    said = [each.last_said for each in shown]
    return max([*said, *(row.said_at for row in rows if row is not None)], default=None)


def _undecided(process: Process, round_id: int, code: str) -> Proposal:
    for each in proposals(process):
        if (each.round.id, each.code) == (round_id, code):
            if each.accepted is not None:
                raise WrongState(N_("This was taken over already."))
            if each.refused is not None:
                raise WrongState(N_("This was decided already. The page shows what, and when."))
            return each
    raise NotFound


def refuse(
    process: Process, round_id: int, code: str, reason: str, at: datetime, user_id: int | None
) -> EffectRefusal:
    """Do not take over what a round says of an effect, and say why; the public reads it.

    Raises NotFound for what no published round says, WrongState for what was decided, Invalid without a reason.
    """
    each = _undecided(process, round_id, code)
    given = faults.every({"reason": lambda: texts.written(reason, NO_REASON)})
    made = EffectRefusal(
        component_id=each.component.id, stressor_id=each.stressor.id, round_id=round_id, code=code,
        **given, said_by_id=user_id, said_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    components.record(
        "refuse effect", each.component, at, user_id, reason=made.reason, stressor=each.stressor.id
    )
    return made


def accept(
    process: Process,
    round_id: int,
    code: str,
    mode: str,
    at: datetime,
    user_id: int | None,
    *,
    instead_of: int | None = None,
) -> EffectContribution:
    """Take over what a round says of an effect: its sign, how sure one is, and where it comes from; no magnitude.

    `instead_of` is the id of what stands and was looked at: a vote takes the place of nothing unseen, least of a
    measured figure. Raises NotFound for what no published round says, WrongState for what was decided, Invalid for an
    unknown mode, and where something else stands than what was looked at.
    """
    each = _undecided(process, round_id, code)
    if each.standing is not None and each.standing.id != instead_of:
        raise Invalid(STANDS)
    fields = {
        "sign": each.read.sign.value, "magnitude": "", "unit": "", "mode": mode,
        "confidence": each.read.confidence.value, "source": source_of(each),
    }  # fmt: skip
    return effects.say_contribution(each.component, each.stressor, fields, each.round, at, user_id)


def source_of(proposal: Proposal) -> str:
    """Return where a rating comes from, in the first language of the process."""
    round_ = proposal.round
    process = round_.workshop.process
    said = in_words_of(
        process, SAID, workshop=round_.workshop.name, title=round_.title,
        median=number(proposal.read.median),
    )  # fmt: skip
    return f"{said} {in_words_of(process, PROVISIONAL)}" if proposal.provisional else said


def pairs_of(process: Process, chosen: Iterable[tuple[int, int]]) -> list[Pair]:
    """Return the components and stressors with these ids. Raises NotFound for one that is not there."""
    return [
        (components.find(process, component), components.find_stressor(process, stressor))
        for component, stressor in chosen
    ]
