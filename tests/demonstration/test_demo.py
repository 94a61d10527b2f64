"""The demonstration holds what the note says, marks what is simulated, and can be voted in at once."""

import json
import runpy
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from application import new_app, new_database
from sqlalchemy import func, select

from smd_workshop.core.errors import WrongState
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import demo, rehearsals, story
from smd_workshop.models import (
    Actor,
    Ballot,
    Commitment,
    Contribution,
    Item,
    Link,
    Process,
    Reason,
    Result,
    Roll,
    Round,
    Seat,
    Workshop,
)
from smd_workshop.processes import processes
from smd_workshop.rounds import option_sources, workshops
from smd_workshop.rounds.ballots import casting

pytestmark = pytest.mark.acts

ROOT = Path(__file__).resolve().parent.parent.parent
SECRET = "a-secret-of-the-tests-only-0123456789"


@pytest.fixture(scope="module")
def loaded(request, vendor, tmp_path_factory):
    """The demonstration, loaded once, for most tests here only look at it: its cards, and its figures."""
    folder = tmp_path_factory.mktemp("demo")
    with new_database(request, folder, vendor) as url, new_app(url, folder):
        with transaction():
            cards = demo.load(SECRET, None)
        yield cards, figures()


@pytest.fixture
def cards(loaded):
    return loaded[0]


def figures():
    documents = db.session.scalars(select(Result.document).order_by(Result.round_id, Result.part))
    return json.dumps(list(documents), sort_keys=True)


@pytest.fixture
def process(cards):
    return processes.find("moquegua-2022")


def of(process, kind):
    query = select(Item).where(
        Item.process_id == process.id, Item.kind == kind, Item.state == "active"
    )
    return list(db.session.scalars(query))


def test_the_factors_are_those_of_the_tables_and_the_contradiction_is_told(process):
    factors = of(process, "factor")
    assert Counter(f.group_code for f in factors) == {"F": 5, "D": 10, "O": 4, "A": 7}
    assert {f.code for f in factors} == {
        *(f"F{n}" for n in range(1, 6)), *(f"D{n}" for n in range(1, 11)),
        *(f"O{n}" for n in range(1, 5)), *(f"A{n}" for n in range(1, 8)),
    }  # fmt: skip
    assert all(f.short and f.evidence and f.wording for f in factors)
    assert "5 fortalezas, 9 debilidades, 3 oportunidades y 7 amenazas" in process.notes[0]
    assert "5, 10, 4 y 7" in process.notes[0]


def test_every_link_of_both_sources_is_kept_with_where_it_is_stated(process):
    links = db.session.scalars(select(Link).where(Link.kind == "theme")).all()
    assert len(of(process, "theme")) == 8
    assert sum("tablas" in link.stated_in for link in links) == 37
    assert sum("sección 3" in link.stated_in for link in links) == 34
    assert sum(len(link.stated_in) == 2 for link in links) == 33
    disputed = {
        (link.item.code, link.target.code): link.stated_in
        for link in links
        if len(link.stated_in) == 1
    }
    assert disputed["O2", "T6"] == ["tablas"]
    assert disputed["O2", "T5"] == ["sección 3"]


def test_nobody_is_named_and_nobody_is_said_to_have_said_a_factor(process):
    interviewed = db.session.scalars(select(Actor).where(Actor.code.like("ENT-%"))).all()
    assert Counter(a.sector.code for a in interviewed) == {
        "emp": 2, "soc": 3, "com": 2, "gore": 2, "gn": 1,
    }  # fmt: skip
    simulated = db.session.scalars(select(Actor).where(Actor.code.not_like("ENT-%"))).all()
    assert all("simulado" in a.name for a in simulated)
    assert not db.session.scalars(select(Seat).where(Seat.titular != "")).all()
    notes = db.session.scalars(select(Contribution).where(Contribution.kind == "factor")).all()
    assert len(notes) == 26
    assert {(n.seat_id, n.sector_id, n.channel) for n in notes} == {(None, None, "document")}


def test_results_come_from_the_ballots_through_the_real_count(process):
    first = workshops.find(process, "taller-1")
    assert {r.state for r in first.rounds} == {"published"}
    for round_ in first.rounds:
        if round_.step != "vote":
            continue
        results = db.session.scalars(select(Result).where(Result.round_id == round_.id)).all()
        ballots = db.session.scalar(
            select(func.count()).select_from(Ballot).where(Ballot.round_id == round_.id)
        )
        voted = db.session.scalar(select(func.sum(Roll.voted)).where(Roll.round_id == round_.id))
        assert results
        assert 30 < ballots == voted
    ratified = first.rounds[-1]
    assert len(ratified.options) == story.source()["choose"]


def test_sectors_are_large_enough_to_be_shown(process):
    voted = db.session.scalars(select(Roll.voted).join(Round).where(Round.method_id == "rating"))
    assert min(voted) >= 5


def test_the_same_seed_gives_the_same_figures(loaded, app):
    with transaction():
        demo.load("another-secret-of-the-tests-012345678", None)
    assert figures() == loaded[1]


def test_the_open_round_takes_a_ballot_of_each_shown_card(process, cards):
    second = workshops.find(process, "taller-2")
    round_ = next(r for r in second.rounds if r.state == "open")
    assert len({card.seat.actor.sector_id for card in cards}) == 5
    for card in cards:
        with transaction():
            ballot = casting.BallotSubmission(round_.id, {"F1": 9}, {}, f"k-{card.credential_id}")
            assert casting.cast(casting.ByCard(card.credential_id), ballot, datetime.now(UTC))


def test_it_says_that_it_is_simulated_wherever_it_speaks_for_people(process):
    assert process.simulated
    assert "simulados" in process.purpose
    assert all("simulad" in c.text for c in db.session.scalars(select(Commitment)))
    assert all("simulad" in r.text for r in db.session.scalars(select(Reason)))


def test_one_commitment_is_overdue_and_one_is_done(process):
    rows = db.session.scalars(select(Commitment)).all()
    today = datetime.now(UTC).date()
    assert [c.state for c in rows if c.due < today and c.state != "done"] == ["pending"]
    assert {c.state for c in rows} == {"pending", "in_progress", "done"}


def test_it_is_not_loaded_twice(process):
    with pytest.raises(WrongState), transaction():
        demo.load(SECRET, None)
    assert db.session.scalar(select(func.count()).select_from(Process)) == 1
    assert db.session.scalar(select(func.count()).select_from(Workshop)) == 2


def test_a_rehearsal_room_opens_every_seat_and_can_be_built_again(app):
    runner = app.test_cli_runner()
    for _ in range(2):
        done = runner.invoke(
            args=["smd", "demo", "room", "--seats", "40", "--sectors", "5", "--json"]
        )
        assert done.exit_code == 0, done.output
        room = json.loads(done.stdout)
    assert len(room["options"]) == 24
    assert Counter(s["sector"] for s in room["seats"]) == dict.fromkeys(
        ("s1", "s2", "s3", "s4", "s5"), 8
    )
    assert len({s["code"] for s in room["seats"]}) == 40
    assert all(s["link"].endswith(f"/e/{s['code']}") for s in room["seats"])
    assert room["process"] == "ensayo-2", "the first is called 1, however many processes there are"
    held = db.session.scalars(select(Round).where(Round.state == "draft")).all()
    assert [r.method_id for r in held] == ["ratify", "ratify"]
    assert [len(option_sources.pending(r)) for r in held] == [6, 6], (
        "a ratification can be rehearsed"
    )


def test_a_rehearsal_room_for_a_congress_is_quick(app):
    started = datetime.now(UTC)
    with transaction():
        built = rehearsals.build(1300, 5, SECRET, started)
    assert len(built.passes) == 1300
    assert (datetime.now(UTC) - started).total_seconds() < 5


def test_whoever_downloads_its_ballots_counts_the_same_with_the_script_for_everyone(cards):
    """What a page offers under «Descargar», counted again by a file that knows nothing of the program."""
    script = runpy.run_path(str(ROOT / "smd_workshop" / "static" / "recount.py"))
    counted = Counter()
    for result in db.session.scalars(select(Result)):
        if result.method_id not in script["METHODS"]:
            continue
        figures = script["count"](result.tally, result.document)
        assert list(script["differences"](figures, result.document)) == [], result.part
        counted[result.method_id] += 1
    assert counted.keys() >= {"rating", "approval", "ratify"}
