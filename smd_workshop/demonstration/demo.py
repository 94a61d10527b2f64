"""The demonstration «SMD Moquegua 2022»: factors of the technical note, votes that nobody cast.

What the note says is in data/moquegua.json, in our own words. The note contains no votes: every
ballot here is drawn from a seed and driven through the real program, with a clock of its own.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from smd_workshop.board import item_codes, item_links, items, merging
from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.demonstration import simulation
from smd_workshop.models import (
    Actor,
    Commitment,
    CommitmentUpdate,
    Item,
    Process,
    Reason,
    Result,
    Round,
    Seat,
    Wording,
    Workshop,
)
from smd_workshop.people import credentials
from smd_workshop.processes import journal, processes
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources
from smd_workshop.rounds.ballots import casting, contributions
from smd_workshop.rounds.workshop import workshops

DATA = Path(__file__).resolve().parent.parent / "data" / "moquegua.json"
SEED = 2022
#: Eight in the morning of the meeting's day, in Lima.
MORNING = datetime(2022, 10, 14, 13, 0, tzinfo=UTC)
#: Seats that get a link to try the open round with: one per sector.
SHOWN = 5
#: How many of a group come on the short list.
LISTED = 8


@cache
def source() -> dict[str, Any]:
    """Return what the note says, and what we add to it, as one document."""
    document: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return document


def exists() -> bool:
    """Say whether the demonstration is loaded."""
    code = source()["process"]["code"]
    return db.session.scalar(select(Process.id).where(Process.code == code)) is not None


@dataclass
class Story:
    """What the demonstration is built with: a clock, chance with a seed, cards, who signs."""

    secret: str
    user_id: int | None
    at: datetime = MORNING
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    cards: list[credentials.Card] = field(default_factory=list)

    def later(self, minutes: float) -> datetime:
        """Let minutes pass; return the new moment."""
        self.at += timedelta(minutes=minutes)
        return self.at


def load(secret: str, user_id: int | None) -> list[credentials.Card]:
    """Build the demonstration and return a card of each sector; refuses to do it twice."""
    if exists():
        raise WrongState(N_("The demonstration is loaded already."))
    story = Story(secret, user_id)
    process = _process(story)
    first = workshops.create(
        process, "Taller 1: de los factores a los objetivos", story.at, code="taller-1",
        template="smd-moquegua", aim="medir juntos el desarrollo de Moquegua", user_id=user_id,
        place="Moquegua", held_on=day_of(story.at, process.time_zone),
    )  # fmt: skip
    _first_workshop(story, process, first)
    _commitments(story, process, first)
    _second_workshop(story, process)
    sectors = {card.seat.actor.sector_id: card for card in reversed(story.cards)}
    return sorted(sectors.values(), key=lambda card: card.seat.actor.sector.position)[:SHOWN]


def _process(story: Story) -> Process:
    data = source()
    process = processes.create(
        data["process"]["name"], story.at, code=data["process"]["code"], user_id=story.user_id,
        seed=SEED, sectors=[(code, name) for code, name in data["sectors"]], simulated=True,
        public=True, languages=["es"], place=data["process"]["place"],
        purpose=data["process"]["purpose"], notes=list(data["notes"]), contact=data["process"]["contact"],
    )  # fmt: skip
    for code, name in data["territories"]:
        processes.add_territory(process, code, name)
    db.session.flush()
    _seats(story, process)
    return process


def _seats(story: Story, process: Process) -> None:
    """Seat the ten interviewed actors, unnamed as in the note, and simulated ones beside them."""
    data = source()
    numbers = dict.fromkeys(data["seats_per_sector"], 0)
    sectors = {s.code: s for s in process.sectors}
    accredited = [
        (code, sector, f"Actor entrevistado {code}") for code, sector in data["interviewed"]
    ]
    for _, sector, _ in accredited:
        numbers[sector] += 1
    for sector, many in data["seats_per_sector"].items():
        accredited += [
            (
                f"SIM-{sector.upper()}-{n:02}",
                sector,
                f"Escaño simulado {n} ({sectors[sector].name})",
            )
            for n in range(numbers[sector] + 1, many + 1)
        ]
    for place, (code, sector, name) in enumerate(accredited):
        territory = process.territories[place % len(process.territories)]
        actor = Actor(
            process_id=process.id, code=code, name=name, sector=sectors[sector],
            # The note says nothing about where the interviewed actors are from.
            territory=territory if code.startswith("SIM") else None,
        )  # fmt: skip
        seat = Seat(process_id=process.id, actor=actor, code=code)
        db.session.add(seat)
        db.session.flush()
        story.cards.append(
            credentials.issue(seat, "titular", story.secret, story.at, story.user_id)
        )


def _first_workshop(story: Story, process: Process, workshop: Workshop) -> None:
    factors, sort, rating, points, ideas, sort_ideas, approval, ratify = workshop.rounds
    _run(story, factors, lambda: _enter_factors(story, factors))
    _run(story, sort, lambda: _code_factors(story, process))
    _run(story, rating, lambda: _cast_all(story, rating))
    option_sources.set_options(points, _shortlist(rating))
    _run(story, points, lambda: _cast_all(story, points))
    _run(story, ideas, lambda: _propose(story, ideas))
    _run(story, sort_ideas, lambda: _code_objectives(story, process))
    drafting.edit(approval, story.at, story.user_id, settings={"k": source()["choose"]})
    _run(story, approval, lambda: _cast_all(story, approval))
    # What the choice proposes is what would be put to the vote unasked.
    option_sources.set_options(ratify, option_sources.pending(ratify))
    _run(story, ratify, lambda: _cast_all(story, ratify))


def _shortlist(rating: Round) -> list[tuple[int | None, str, str, str]]:
    """Return the options that were not turned down, the best rated of each group."""
    figures = _result(rating)["options"]
    kept = [o for o in rating.options if figures[o.code]["class"] != "out"]
    kept.sort(key=lambda o: -(figures[o.code]["balanced_mean"] or 0))
    groups: dict[str, int] = {}
    short = []
    for option in kept:
        groups[option.group] = groups.get(option.group, 0) + 1
        if groups[option.group] <= LISTED:
            short.append(option)
    short.sort(key=lambda o: o.position)
    return [(o.item_id, o.code, o.wording, o.group) for o in short]


def _run(story: Story, round_: Round, meanwhile: Callable[[], None]) -> None:
    """Lead a round through its life, with what happens while it is open."""
    opening.open_round(round_, story.later(5), story.user_id)
    story.later(10)
    meanwhile()
    closing.announce_close(round_, story.later(5), story.user_id)
    closing.close(round_, story.later(1), story.user_id)
    _show_reasons(round_)
    publication.publish(round_, story.later(2), story.user_id)


def _show_reasons(round_: Round) -> None:
    # As a facilitator would after reading them; these are all harmless.
    for reason in db.session.scalars(select(Reason).where(Reason.round_id == round_.id)):
        reason.state = "shown"


def _result(round_: Round) -> dict[str, Any]:
    query = select(Result.document).where(Result.round_id == round_.id)
    document: dict[str, Any] = db.session.scalars(query).one()
    return document


def _enter_factors(story: Story, round_: Round) -> None:
    """Enter the factors as what a document says: the note does not tell who said what."""
    for factor in source()["factors"]:
        note = contributions.Note(factor["wording"], factor["quadrant"], factor["evidence"])
        contributions.enter(
            round_, note, seat_id=None, sector_id=None, channel="document",
            user_id=story.user_id, at=story.at,
        )  # fmt: skip


def _by_wording(process: Process, kind: str) -> dict[str, Item]:
    return {item.wording: item for item in items.active(process, kind)}


def _code_factors(story: Story, process: Process) -> None:
    themes = {}
    for position, theme in enumerate(source()["themes"], start=1):
        item = Item(
            process_id=process.id, kind="theme", code=theme["code"], wording=theme["wording"],
            short=theme["short"], position=position, state="active",
        )  # fmt: skip
        item.wordings.append(Wording(text=item.wording, written_at=story.at))
        db.session.add(item)
        themes[theme["code"]] = item
    found, factors = _by_wording(process, "factor"), {}
    for position, factor in enumerate(source()["factors"], start=1):
        item = factors[factor["code"]] = found[factor["wording"]]
        item.short, item.position = factor["short"], position
        item_codes.assign_code(item, factor["code"], story.at, story.user_id)
    for link in source()["links"]:
        item_links.assign_theme(
            factors[link["factor"]], themes[link["theme"]], story.at, story.user_id,
            stated_in=link["stated_in"],
        )  # fmt: skip


def _propose(story: Story, round_: Round) -> None:
    """Let seats of several sectors propose each objective, in two wordings to be merged."""
    for number, objective in enumerate(source()["objectives"]):
        for turn, card in enumerate(story.chance.sample(story.cards, 3)):
            text = objective["wording"] if turn % 2 else f"{objective['short']} (aporte simulado)"
            note = contributions.Note(text, kind="objective")
            contributions.send(
                round_.id, card.credential_id, note, f"demo-{number}-{turn}", story.at
            )


def _code_objectives(story: Story, process: Process) -> None:
    factors = {item.code: item for item in items.active(process, "factor")}
    themes = {item.code: item for item in items.active(process, "theme")}
    for position, objective in enumerate(source()["objectives"], start=1):
        same = [
            item
            for item in items.active(process, "objective")
            if item.wording.startswith((objective["wording"], f"{objective['short']} ("))
        ]
        merged = merging.merge(same, objective["wording"], story.at, story.user_id)
        merged.short, merged.position = objective["short"], position
        merged.evidence = "Propuesta simulada de este proyecto."
        item_codes.assign_code(merged, objective["code"], story.at, story.user_id)
        for code in objective["from"]:
            item_links.link(merged, factors[code], "from", story.at, story.user_id)
        for code in objective["themes"]:
            item_links.assign_theme(merged, themes[code], story.at, story.user_id)


def _cast_all(story: Story, round_: Round) -> None:
    """Let nearly every seat vote, on its own phone."""
    answers = simulation.answers(round_, story.chance)
    for number, card in enumerate(story.cards):
        drawn = answers(card.seat.actor.sector.code)
        # Every sixteenth seat stays silent: a roll where all voted teaches nothing.
        if number % 16 == 15:
            continue
        ballot = casting.BallotSubmission(round_.id, drawn.answer, drawn.reasons, f"demo-{number}")
        casting.cast(casting.ByCard(card.credential_id), ballot, story.at)


def _commitments(story: Story, process: Process, workshop: Workshop) -> None:
    for row in source()["commitments"]:
        commitment = Commitment(
            process_id=process.id, workshop_id=workshop.id, text=row["text"], owner=row["owner"],
            due=date.fromisoformat(row["due"]), state=row["state"],
            evidence=row.get("evidence", ""), created_at=story.at,
        )  # fmt: skip
        if row["state"] != "pending":
            update = CommitmentUpdate(
                state=row["state"], note="Avance simulado.", evidence=row.get("evidence", ""),
                user_id=story.user_id, at=story.at,
            )  # fmt: skip
            commitment.updates.append(update)
        db.session.add(commitment)
    journal.record(
        "load commitments", story.at, workshop=workshop, user_id=story.user_id,
        many=len(source()["commitments"]),
    )  # fmt: skip


def _second_workshop(story: Story, process: Process) -> None:
    """Leave a round open, so that a card can be tried at once."""
    later = story.later(60 * 24 * 28)
    workshop = workshops.create(
        process, "Taller 2: otra mirada a los factores", later, code="taller-2",
        user_id=story.user_id, place="Ilo", held_on=day_of(later, process.time_zone),
    )  # fmt: skip
    round_ = drafting.add(workshop, later, story.user_id, **workshops.first_vote())
    opening.open_round(round_, story.later(5), story.user_id)
