"""Which plan serves which: links with their reason, and objectives that serve nothing."""

from xml.etree import ElementTree as ET

import pytest
from builders import NOON, make_room
from staff import administrator

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.models import PlanObjective
from smd_workshop.plans import plans
from smd_workshop.strategy import aligning
from smd_workshop.strategy.alignment_picture import picture_of


@pytest.fixture
def process(app):
    return make_room(languages=["es"]).process


def plan(process, code, *goals, state="in_force"):
    with transaction():
        made = plans.begin(process, code, (2023, 2025), NOON, None)
        made.state = state
        for place, name in enumerate(goals, start=1):
            made.objectives.append(
                PlanObjective(code=f"OEI.{place:02}", name=name, type="", position=place)
            )
    return made


def align(process, lower, upper, note="Suma"):
    with transaction():
        return aligning.align(process, lower, upper, note, NOON, None)


def test_one_objective_may_serve_several_and_what_serves_nothing_is_a_gap(process):
    low, high = plan(process, "PEI", "Agua", "Luz"), plan(process, "PDRC", "Salud", "Paz")
    for upper in high.objectives:
        align(process, low.objectives[0], upper, f"Suma a {upper.name}")
    found = aligning.of_process(process, public=True)
    (pair,) = found.pairs
    assert (pair.lower.code, pair.upper.code) == ("PEI", "PDRC")
    assert [each.note for each in pair.links] == ["Suma a Salud", "Suma a Paz"]
    # What others lead to and leads nowhere is at the top: it lacks nothing.
    assert [(gap.plan.code, gap.objective.name) for gap in found.gaps] == [("PEI", "Luz")]


def test_of_plans_without_any_link_nobody_has_said_anything_and_nothing_is_missing(process, client):
    plan(process, "PEI", "Agua")
    found = aligning.of_process(process, public=True)
    assert found.gaps == () and [each.code for each in found.unsaid] == ["PEI"]
    page = client.get("/p/moq/alignment?lang=en").text
    assert "nobody has said yet what they contribute to" in page
    assert "What contributes to nothing" not in page


def test_said_again_it_is_one_link_with_the_newer_note_and_never_both_ways_round(process):
    low, high = plan(process, "PEI", "Agua", "Luz"), plan(process, "PDRC", "Salud")
    first = align(process, low.objectives[0], high.objectives[0])
    assert align(process, low.objectives[0], high.objectives[0], "Mejor dicho").id == first.id
    assert first.note == "Mejor dicho"
    for lower, upper, note in (
        (high.objectives[0], low.objectives[0], "x"), (low.objectives[0], low.objectives[1], "x"),
        (low.objectives[1], high.objectives[0], " "),
    ):  # fmt: skip
        with pytest.raises(Invalid), transaction():
            aligning.align(process, lower, upper, note, NOON, None)


def test_the_picture_has_each_objective_once_a_ribbon_for_each_link_and_says_what_is_a_gap(process):
    low, high = plan(process, "PEI", "Agua", "Luz"), plan(process, "PDRC", "Salud", "Paz")
    assert picture_of(aligning.of_process(process, public=True)) is None, "nothing to draw yet"
    for upper in high.objectives:
        align(process, low.objectives[0], upper)
    aligned = aligning.of_process(process, public=True)
    drawn = picture_of(aligned)
    assert sorted(each.goal.name for each in drawn.goals) == ["Agua", "Luz", "Paz", "Salud"]
    assert [each.goal.name for each in drawn.goals if each.gap] == ["Luz"]
    assert {(link.lower.name, link.upper.name) for _ribbon, link in drawn.ribbons} == {
        ("Agua", "Salud"), ("Agua", "Paz"),
    }  # fmt: skip
    left = {each.goal.name: each.x for each in drawn.goals}
    assert left["Agua"] == left["Luz"] < left["Salud"] == left["Paz"], "upward is to the right"


def test_the_picture_is_a_file_that_anybody_may_set_into_a_page(process, client):
    low, high = plan(process, "PEI", "Agua <b>", "Luz"), plan(process, "PDRC", "Salud")
    assert client.get("/p/moq/alignment.svg").status_code == 404
    align(process, low.objectives[0], high.objectives[0])
    picture = client.get("/p/moq/alignment.svg?lang=en")
    assert picture.mimetype == "image/svg+xml"
    root = ET.fromstring(picture.data)
    said = " ".join(root.itertext())
    assert "Agua <b>" in said and "no link upward" in said
    page = client.get("/p/moq/alignment?lang=en").text
    assert page.count("no link upward") == 2, "in the picture and in its list"


def test_another_process_neither_aligns_nor_parts_what_is_not_its_own(process):
    low, high = plan(process, "PEI", "Agua"), plan(process, "PDRC", "Salud")
    link = align(process, low.objectives[0], high.objectives[0])
    other = make_room(code="otro").process
    with pytest.raises(NotFound):
        aligning.find_objective(other, low.objectives[0].id)
    with pytest.raises(NotFound), transaction():
        aligning.part(other, link.id, NOON, None)


def test_the_public_reads_the_matrix_of_registered_plans_alone(app, process, client):
    low, high = plan(process, "PEI", "Agua"), plan(process, "PDRC", "Salud")
    align(process, low.objectives[0], high.objectives[0], "Menos enfermedades del agua")
    assert "Menos enfermedades del agua" in client.get("/p/moq/alignment").text
    staff = administrator(app)
    page = staff.get("/f/moq/plans/alignment").text
    assert "Menos enfermedades del agua" in page
    assert page.count('required><option value="">') == 2, (
        "no pair stands chosen that cannot be said"
    )
    with transaction():
        high.state = "drafting"
    db.session.expire_all()
    assert "Menos enfermedades del agua" not in client.get("/p/moq/alignment").text
