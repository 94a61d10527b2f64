"""The demonstration «SMD Moquegua 2022»: factors of the technical note, votes that nobody cast.

What the note says is in data/moquegua.json, in our own words. The note contains no votes: every
ballot here is drawn from a seed and driven through the real program, with a clock of its own.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from smd_workshop.core.errors import WrongState
from smd_workshop.core.messages import N_
from smd_workshop.core.zones import day_of
from smd_workshop.database import db
from smd_workshop.demonstration import factors_and_objectives, simulation
from smd_workshop.demonstration.story import SEED, Story, source
from smd_workshop.models import (
    Actor,
    Commitment,
    CommitmentUpdate,
    Process,
    Reason,
    Result,
    Round,
    Seat,
    Sector,
    Workshop,
)
from smd_workshop.people import credentials
from smd_workshop.processes import journal, processes
from smd_workshop.publishing import publication
from smd_workshop.rounds import closing, drafting, opening, option_sources, workshops
from smd_workshop.rounds.ballots import casting

#: Seats that get a link to try the open round with: one per sector.
SHOWN = 5
#: How many of a group come on the short list.
LISTED = 8


def exists() -> bool:
    """Say whether the demonstration is loaded."""
    code = source()["process"]["code"]
    return db.session.scalar(select(Process.id).where(Process.code == code)) is not None


def load(secret: str, user_id: int | None) -> list[credentials.Card]:
    """Build the demonstration and return a card of each sector; raises WrongState the second time."""
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


def _accredited(sectors: Mapping[str, Sector]) -> list[tuple[str, str, str]]:
    """Return code, sector and name of the ten interviewed actors, and of simulated ones until each sector has its seats."""
    data = source()
    numbers = dict.fromkeys(data["seats_per_sector"], 0)
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
    return accredited


def _seats(story: Story, process: Process) -> None:
    """Seat the ten interviewed actors, unnamed as in the note, and simulated ones beside them."""
    sectors = {s.code: s for s in process.sectors}
    for place, (code, sector, name) in enumerate(_accredited(sectors)):
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
    _run(story, factors, lambda: factors_and_objectives.enter_factors(story, factors))
    _run(story, sort, lambda: factors_and_objectives.code_factors(story, process))
    _run(story, rating, lambda: _cast_all(story, rating))
    option_sources.set_options(points, _shortlist(rating))
    _run(story, points, lambda: _cast_all(story, points))
    _run(story, ideas, lambda: factors_and_objectives.propose(story, ideas))
    _run(story, sort_ideas, lambda: factors_and_objectives.code_objectives(story, process))
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
