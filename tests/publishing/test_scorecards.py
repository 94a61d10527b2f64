"""What a ratification adopted is agreed, is in the scorecard, and can be followed back."""

import pytest
from builders import NOON, cast, close, make_notes, make_room, make_round
from kept import built_once
from sqlalchemy import func, select
from staff import administrator

from smd_workshop.board import item_codes, item_links, merging
from smd_workshop.core.errors import Frozen, Invalid, KeptOnRecord, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.minutes import agreements
from smd_workshop.models import (
    Acta,
    Agreement,
    Objective,
    PublishedFigure,
    Result,
    Round,
    Scorecard,
)
from smd_workshop.publishing import publication, published_figures, scorecards, tracing
from smd_workshop.rounds import drafting, opening, option_sources

pytestmark = pytest.mark.acts


def ratify(room, chosen, votes):
    """A closed ratification of coded items; votes: {code: answer of sector → yes/no}."""
    round_ = make_round(room, "ratify", items=chosen, subject="objective")
    for card in room.cards:
        sector = card.seat.actor.sector.code
        cast(
            card, round_, {code: by_sector.get(sector, "yes") for code, by_sector in votes.items()}
        )
    close(round_)
    return round_


def publish(round_):
    with transaction():
        publication.publish(round_, NOON, None)


@pytest.fixture
def adopted(app):
    return ratified()


@built_once
def ratified():
    """OE1 adopted by all; OE2 contested by the companies; OE3 rejected by all."""
    room = make_room(languages=["es"])
    chosen = make_notes(
        room,
        [(0, "Agua limpia", ""), (1, "Buenas escuelas", ""), (6, "Cosa de nadie", "")],
        kind="objective",
    )
    with transaction():
        item_codes.assign_codes(room.process, "objective", NOON, None)
    no = dict.fromkeys(("com", "soc", "emp"), "no")
    round_ = ratify(room, chosen, {"OE1": {}, "OE2": {"emp": "no"}, "OE3": no})
    return room, chosen, round_


def test_only_what_was_adopted_becomes_an_objective_and_an_agreement(adopted):
    room, chosen, round_ = adopted
    assert scorecards.of_process(room.process) is None
    publish(round_)
    scorecard = scorecards.of_process(room.process)
    assert [p.code for p in scorecard.perspectives] == [
        "results", "stakeholders", "processes", "enablers"
    ]  # fmt: skip
    (objective,) = db.session.scalars(select(Objective)).all()
    assert (objective.item_id, objective.round_id) == (chosen[0].id, round_.id)
    assert [slot.name for slot in objective.indicators] == [""]
    (agreement,) = agreements.of_workshop(room.workshop)
    assert "OE1" in agreement.text
    assert "Agua limpia" in agreement.text


def test_adopting_twice_changes_nothing(adopted):
    _room, _chosen, round_ = adopted
    publish(round_)
    with transaction():
        assert scorecards.adopt(round_, NOON, None) == []
        assert published_figures.record(round_, NOON, None) == []
    for table in (Objective, Agreement, Scorecard):
        assert db.session.scalar(select(func.count()).select_from(table)) == 1


def test_published_figures_say_of_how_many_and_from_which_data(adopted):
    room, _chosen, round_ = adopted
    publish(round_)
    rows = {(f.subject, f.name): f for f in published_figures.of_round(round_)}
    yes = rows["OE2", "yes"]
    assert (yes.numerator, yes.denominator) == ("11", str(len(room.cards)))
    assert rows["OE1", "adopted"].numerator == "1"
    assert rows["OE2", "adopted"].numerator == "0"
    digests = set(db.session.scalars(select(Result.input_sha256)))
    assert {f.dataset_sha256 for f in rows.values()} <= digests
    assert {f.definition for f in rows.values()} == {"ratify/2"}


def test_a_published_figure_is_never_changed(adopted):
    _room, _chosen, round_ = adopted
    publish(round_)
    with pytest.raises(KeptOnRecord), transaction():
        published_figures.of_round(round_)[0].numerator = "0"


def test_no_figure_of_a_small_sector_is_published(app):
    room = make_room(per_sector=(6, 6, 2))
    (goal,) = make_notes(room, [(0, "Agua limpia", "")], kind="objective")
    with transaction():
        item_codes.assign_codes(room.process, "objective", NOON, None)
    round_ = ratify(room, [goal], {"OE1": {"emp": "no"}})
    publish(round_)
    assert "yes" not in {f.name for f in published_figures.of_round(round_)}


@pytest.mark.parametrize(
    ("kind", "answer", "fields", "names"),
    [
        (
            "rating",
            {"F1": 8, "F2": 2},
            {},
            {
                "balanced_agree",
                "balanced_reject",
                "common_ground",
                "division",
                "smallest_agree",
            },
        ),
        ("points", {"F1": 60, "F2": 40}, {}, {"weight", "global"}),
        ("approval", ["F1"], {"settings": {"k": 1}}, {"balanced", "chosen"}),
    ],
)
def test_each_method_publishes_its_key_figures(app, kind, answer, fields, names):
    room = make_room()
    round_ = make_round(room, kind, ("F1", "F2"), **fields)
    for card in room.cards:
        cast(card, round_, answer)
    close(round_, publish=True)
    rows = published_figures.of_round(round_)
    assert {row.name for row in rows} == names
    assert {row.subject for row in rows} == {"F1", "F2"}


def test_the_table_orders_perspectives_objectives_and_indicators(adopted):
    room, chosen, round_ = adopted
    publish(round_)
    process = room.process
    with transaction():
        scorecards.move_perspective(
            scorecards.find_perspective(process, "enablers"), -1, NOON, None
        )
    db.session.expire_all()
    codes = [p.code for p in scorecards.of_process(process).perspectives]
    assert codes == ["results", "stakeholders", "enablers", "processes"]
    objective = db.session.scalars(select(Objective)).one()
    with transaction():
        scorecards.place_objective(
            objective, scorecards.find_perspective(process, "processes"), NOON, None
        )
        scorecards.rename_indicator(objective, objective.indicators[0], "Muestras", NOON, None)
        scorecards.add_indicator(objective, "", NOON, None)
    assert objective.perspective.code == "processes"
    assert [slot.name for slot in objective.indicators] == ["Muestras", ""]
    with transaction():
        again = ratify_again(room, chosen[1:])
    publish(again)
    later = db.session.scalars(select(Objective).where(Objective.item_id == chosen[1].id)).one()
    with transaction():
        scorecards.place_objective(later, objective.perspective, NOON, None)
        scorecards.move_objective(later, -1, NOON, None)
    db.session.expire_all()
    assert [o.id for o in objective.perspective.objectives] == [later.id, objective.id]


def ratify_again(room, chosen):
    db.session.rollback()
    return ratify(room, chosen, {i.code: {} for i in chosen})


def test_an_objective_of_another_process_is_not_found(adopted):
    _room, _chosen, round_ = adopted
    publish(round_)
    other = make_room(code="otro")
    objective = db.session.scalars(select(Objective)).one()
    with pytest.raises(NotFound):
        scorecards.find_objective(other.process, objective.id)
    with pytest.raises(NotFound):
        scorecards.find_perspective(other.process, "results")


def test_what_chose_an_objective_after_it_was_adopted_is_not_the_choice_before(adopted):
    room, chosen, round_ = adopted
    publish(round_)
    options = [(item.id, f"OE{n}", item.wording, "") for n, item in enumerate(chosen, 1)]
    fields = {"subject": "objective", "title": "Elegir", "question": "¿?", "settings": {"k": 1}}
    with transaction():
        after = drafting.add(room.workshop, NOON, method_id="approval", **fields)
        option_sources.set_options(after, options)
        opening.open_round(after, NOON, None)
    for card in room.cards:
        cast(card, after, ["OE1"])
    close(after, publish=True)
    trace = tracing.trace(chosen[0])
    assert trace.choice is None and [vote.round.id for vote in trace.later] == [after.id]
    assert trace.ratification.round.id == round_.id


def test_an_objective_is_followed_back_to_its_notes(adopted):
    room, chosen, _round = adopted
    a, b = make_notes(room, [(0, "Río sucio", "D"), (6, "Mala agua", "D")])
    with transaction():
        factor = merging.merge([a, b], "El agua del río está sucia", NOON, None)
        item_codes.assign_codes(room.process, "factor", NOON, None)
        item_links.link(chosen[0], factor, "from", NOON, None, stated_in=["mesa"])
    weighing = make_points(room, factor)
    trace = tracing.trace(chosen[0])
    assert trace.ratification is None
    assert trace.factors[0].weight is None
    for round_ in (_round, weighing):
        publish(round_)
    trace = tracing.trace(chosen[0])
    assert trace.objective.item_id == chosen[0].id
    assert trace.ratification.shown["outcome"] == "adopted"
    (origin,) = trace.factors
    assert (origin.item.code, origin.weight, origin.stated_in) == ("D1", 1.0, ("mesa",))
    assert origin.support.authors == 2
    # One person of each wrote: a sector that few wrote in stands beside no note that was promised without a name.
    assert (origin.support.sides, list(origin.support.sectors)) == (2, [])
    assert set(origin.evidence) == {"Prueba de Río sucio", "Prueba de Mala agua"}
    assert not any(hasattr(note, "seat_id") for note in origin.notes)


def test_staff_are_led_to_name_the_factors_of_an_objective_before_they_seal(app, adopted):
    """It was found by chance after the seal, and the public page led no further."""
    room, chosen, round_ = adopted
    publish(round_)
    assert scorecards.without_factors(room.process) == [], "there is no factor to name"
    [factor] = make_notes(room, [(0, "Río sucio", "D")])
    [objective] = scorecards.without_factors(room.process)
    staff, to = administrator(app), f'href="/f/moq/scorecard?card=bsc#o{objective.id}"'
    pages = ("", "w/mesa-1/", "w/mesa-1/acta")
    assert [to in staff.get(f"/f/moq/{page}").text for page in pages] == [True, True, True]
    with transaction():
        item_links.link(chosen[0], factor, "from", NOON, None)
    assert scorecards.without_factors(room.process) == []
    assert [to in staff.get(f"/f/moq/{page}").text for page in pages] == [False, False, False]


def make_points(room, factor):
    with transaction():
        round_ = drafting.add(
            room.workshop, NOON, method_id="points", title="Puntos", question="¿?"
        )
        option_sources.set_options(round_, [(factor.id, factor.code, factor.wording, "D")])
        opening.open_round(round_, NOON, None)
    for card in room.cards:
        cast(card, round_, {"D1": 100})
    close(round_)
    return db.session.get(Round, round_.id)


def test_a_free_agreement_is_corrected_until_the_acta_is_sealed(adopted):
    room, _chosen, round_ = adopted
    publish(round_)
    with pytest.raises(Invalid), transaction():
        agreements.add(room.workshop, "  ", NOON, None)
    with transaction():
        free = agreements.add(room.workshop, "Reunirse en marzo", NOON, None)
        agreements.reword(free, "Reunirse el 3 de marzo", NOON, None)
    assert free.text == "Reunirse el 3 de marzo"
    voted = agreements.of_workshop(room.workshop)[0]
    with pytest.raises(Frozen), transaction():
        agreements.reword(voted, "Otra cosa", NOON, None)
    with transaction():
        db.session.add(Acta(workshop_id=room.workshop.id, state="sealed", sealed_at=NOON))
    with pytest.raises(Frozen), transaction():
        agreements.add(room.workshop, "Tarde", NOON, None)


def test_published_figures_are_stored_by_publication_itself(app):
    room = make_room()
    round_ = make_round(room)
    for card in room.cards:
        cast(card, round_, {"F1": 9, "F2": 1})
    close(round_)
    assert db.session.scalar(select(func.count()).select_from(PublishedFigure)) == 0
    publish(round_)
    assert db.session.scalar(select(func.count()).select_from(PublishedFigure)) > 0
