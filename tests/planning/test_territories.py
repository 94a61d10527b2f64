"""What an indicator was in each territory: beside the value of the whole, for good, as map and as table."""

from datetime import date
from decimal import Decimal

import pytest
from builders import NOON
from planned import SMALL, TODAY, make_plan, process_of
from staff import administrator

from smd_workshop.core.errors import Invalid, KeptOnRecord
from smd_workshop.database import db, transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.library.plan.provinces import HEIGHT, PROVINCES, WIDTH, find
from smd_workshop.minutes import commitments
from smd_workshop.models import MeasurementPlace
from smd_workshop.people import roster
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.measurements import measuring, territories
from smd_workshop.processes import processes

pytestmark = pytest.mark.acts

CODE = "IND.01.AEI.01.02"
PAGE = f"/p/moq/plans/pei-2023-2025/i/{CODE}"
STAFF = f"/f/moq/plans/pei-2023-2025/i/{CODE}"
ENGLISH = {"Accept-Language": "en"}
NAMES = ("Mariscal Nieto", "Provincia de Ilo", "General Sanchez Cerro")


@pytest.fixture
def plan(app):
    process = process_of()
    with transaction():
        for place, name in enumerate(NAMES):
            processes.add_territory(process, f"t{place}", name)
    return make_plan(process, SMALL)


def ids(plan):
    return [each.id for each in plan.process.territories]


def said(plan, whole, *own, period="2023", corrects=None, publish=True, today=TODAY):
    entry = measuring.Entry(
        period_of(period), Decimal(whole), "Acta",
        territories=dict(zip(ids(plan), map(Decimal, own), strict=False)),
    )  # fmt: skip
    with transaction():
        row = measuring.enter(
            plans.find_indicator(plan, CODE), entry, NOON, None, today, corrects=corrects
        )
        for step in measuring.STEPS if publish else ():
            measuring.advance([row], step, NOON, None)
    return row.id


def test_each_territory_has_its_value_and_a_light_where_the_whole_is_their_mean(plan, app):
    said(plan, 60, 90, 30, 10)
    target = plans.find_indicator(plan, CODE).targets[0].value
    found = territories.of_year(plans.find_indicator(plan, CODE), 2023)
    assert [(each.value, each.province.name) for each in found.places] == [
        (Decimal(90), "Mariscal Nieto"), (Decimal(30), "Ilo"), (Decimal(10), "General Sánchez Cerro"),
    ]  # fmt: skip
    assert found.compared and found.drawn and found.target == target
    page = app.test_client().get(PAGE, headers=ENGLISH).text
    assert "decides no border" in page and page.count("<polygon") == 3
    for name in NAMES:
        assert name in page
    table = app.test_client().get(f"{PAGE}/territories.csv", headers=ENGLISH).text
    for chart in ("territories", "chart"):
        assert app.test_client().get(f"{PAGE}/{chart}.svg").text.startswith("<svg")
        assert app.test_client().get(f"{PAGE}/{chart}.json").json["$schema"]
    assert table.count("\n") == 4 and "Provincia de Ilo" in table


def test_parts_of_a_sum_have_no_light_of_their_own(plan, app):
    said(plan, 60, 30, 20, 10)
    found = territories.of_year(plans.find_indicator(plan, CODE), 2023)
    assert not found.compared
    assert {str(each.light) for each in found.places} == {"none"}
    assert (
        "No light: the target is one of the whole"
        in app.test_client().get(PAGE, headers=ENGLISH).text
    )


def test_a_correction_says_the_territories_anew_and_a_draft_is_not_public(plan, app):
    first = said(plan, 60, 90, 30, 10)
    said(plan, 61, 91, 30, corrects=first, publish=False)
    own = plans.find_indicator(plan, CODE)
    assert [each.value for each in territories.of_year(own, 2023).places] == [90, 30, 10]
    said_again = db.session.query(MeasurementPlace).count()
    assert said_again == 5
    second = own.measurements[-1]
    with transaction():
        for step in measuring.STEPS:
            measuring.advance([second], step, NOON, None)
    assert [each.value for each in territories.of_year(own, 2023).places] == [91, 30]


def test_nobody_changes_or_adds_a_territory_of_what_is_published(plan):
    row_id = said(plan, 60, 90)
    with pytest.raises(KeptOnRecord), transaction():
        db.session.query(MeasurementPlace).update({"value": Decimal(1)})
    with pytest.raises(KeptOnRecord), transaction():
        db.session.add(
            MeasurementPlace(measurement_id=row_id, territory_id=ids(plan)[1], value=Decimal(1))
        )
    with pytest.raises(KeptOnRecord), transaction():
        db.session.query(MeasurementPlace).delete()


def test_a_territory_of_another_process_is_refused(plan):
    with transaction():
        stranger = processes.add_territory(process_of("otro"), "x", "Otra")
        db.session.flush()
        entry = measuring.Entry(
            period_of("2023"), Decimal(1), "Acta", territories={stranger.id: Decimal(1)}
        )
    with pytest.raises(Invalid), transaction():
        measuring.enter(plans.find_indicator(plan, CODE), entry, NOON, None, TODAY)


def test_staff_write_what_is_known_and_get_back_what_cannot_be_read(plan, app):
    staff, (nieto, ilo, cerro) = administrator(app), ids(plan)
    form = {
        "period": "2023", "value": "60", "note": "Acta", f"territory-{nieto}": "90,5",
        f"territory-{ilo}": "muchos", f"territory-{cerro}": "",
    }  # fmt: skip
    again = staff.post(STAFF, data=form)
    assert again.status_code == 422
    assert 'value="muchos"' in again.text and 'value="90,5"' in again.text
    form[f"territory-{ilo}"] = "N/D"
    assert staff.post(STAFF, data=form).status_code == 303
    row = plans.find_indicator(plan, CODE).measurements[-1]
    assert [(each.territory_id, each.value) for each in row.places] == [(nieto, Decimal("90.5"))]
    offered = staff.get(f"{STAFF}?corrects={row.id}").text
    assert 'value="90.5"' in offered, "who corrects the whole does not lose the parts"


def test_the_file_of_a_plan_is_what_it_was_without_them(plan):
    said(plan, 60)
    before = documents.file_of(plan)
    said(plan, 60, 90, 30, 10, corrects=plans.find_indicator(plan, CODE).measurements[-1].id)
    assert documents.file_of(plan) == before


def test_a_territory_that_is_no_province_is_in_the_table_alone(plan, app):
    with transaction():
        processes.add_territory(plan.process, "torata", "Torata")
    said(plan, 60, 90, 30, 10, 40)
    page = app.test_client().get(PAGE, headers=ENGLISH).text
    assert "<polygon" not in page and "Torata" in page


def test_the_map_stays_inside_its_frame_and_neighbours_share_their_borders():
    for each in PROVINCES:
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in each.corners)
        assert find(each.name.upper()) is each
    north, middle, south = (set(each.corners) for each in PROVINCES)
    assert len(north & middle) > 20 and len(middle & south) > 20 and not north & south


def test_provinces_are_as_large_beside_each_other_as_they_are():
    """Of 15,734 km²: Mariscal Nieto 8,672, General Sánchez Cerro 5,682, Ilo 1,380 (INEI)."""
    sizes = [abs(area(each.corners)) * 0.479**2 for each in PROVINCES]
    for found, known in zip(sizes, (5682, 8672, 1380), strict=True):
        assert abs(found / known - 1) < 0.06, (found, known)


def area(corners):
    return (
        sum(
            x * below - y * right
            for (x, y), (right, below) in zip(corners, (*corners[1:], corners[0]), strict=True)
        )
        / 2
    )


def test_the_map_names_its_source_and_licence(plan, app):
    said(plan, 60, 90, 30, 10)
    page = app.test_client().get(PAGE, headers=ENGLISH).text
    assert (
        "INEI (IDE-INEI, 2023)" in page and "https://creativecommons.org/licenses/by/4.0/" in page
    )


def test_each_territory_lists_what_was_measured_in_it(plan, app):
    empty = app.test_client().get("/p/moq/territories", headers=ENGLISH).text
    assert empty.count("Nothing was published of this territory yet.") == 3
    said(plan, 60, 90, 30, 10)
    page = app.test_client().get("/p/moq/territories", headers=ENGLISH).text
    assert page.count("Usuarios") == 3 and "Nothing was published" not in page
    assert "/p/moq/territories" in app.test_client().get("/p/moq/", headers=ENGLISH).text


@pytest.mark.parametrize(("whole", "own"), [(0, (0, 0, 0)), (5, (5, 0, 0))])
def test_parts_of_a_sum_have_no_light_where_all_but_one_are_nothing_either(plan, whole, own):
    said(plan, whole, *own)
    assert not territories.of_year(plans.find_indicator(plan, CODE), 2023).compared


def test_shares_of_nothing_are_compared_for_a_percentage_is_no_sum(plan):
    row = plans.find_indicator(plan, CODE)
    with transaction():
        row.measure = "%"
    said(plan, 0, 0, 0, 0)
    found = territories.of_year(row, 2023)
    assert found.compared and {str(each.light) for each in found.places} == {"red"}


def test_a_part_of_a_year_is_not_compared_with_the_target_of_the_whole_year(plan, app):
    row = plans.find_indicator(plan, CODE)
    with transaction():
        row.aggregation = "additive"
    said(plan, 15, 10, 20, period="2023-Q1")
    assert not territories.of_year(row, 2023).compared
    page = app.test_client().get(PAGE, headers=ENGLISH).text
    assert "are those of a part of it" in page


def test_the_list_of_territories_says_what_was_said_last_with_its_period(plan, app):
    """Whatever year heads the plan."""
    said(plan, 60, 90, 30, 10, period="2023-Q4")
    page = app.test_client().get("/p/moq/territories", headers=ENGLISH).text
    assert page.count("quarter 4 of 2023") == 3
    said(plan, 61, 91, 31, 11, period="2025-Q1", today=date(2025, 6, 1))
    page = app.test_client().get("/p/moq/territories", headers=ENGLISH).text
    assert page.count("quarter 1 of 2025") == 3 and "Nothing was published" not in page


def test_a_territory_has_its_page_with_each_value_beside_the_whole_and_leads_on(plan, app):
    said(plan, 60, 90, 30, 10)
    client = app.test_client()
    page = client.get("/p/moq/territories/t0", headers=ENGLISH).text
    assert "<h1>Mariscal Nieto</h1>" in page and f"{PAGE}?year=2023" in page
    for shown in (">90", ">60", "Achieved", "/p/moq/territories/t1", "/p/moq/territories.csv"):
        assert shown in page, shown
    assert ">30" not in page and ">10" not in page, "what is another territory's stands there"
    for address in ("/p/moq/territories", PAGE):
        assert 'href="/p/moq/territories/t0"' in client.get(address, headers=ENGLISH).text
    assert client.get("/p/moq/territories/none").status_code == 404


def test_a_territory_answers_for_what_its_institutions_promised(plan, app):
    process, due = plan.process, TODAY.replace(year=TODAY.year + 1)
    with transaction():
        sector = processes.add_sector(process, "com", "Comunidad")
        for name, place in (("Junta de Riego", 0), ("Municipio", 1)):
            actor = roster.add_actor(process, name, sector)
            actor.territory = process.territories[place]
            promise = commitments.Promise(f"Limpiar con {name}", name.upper(), due)
            commitments.add(process, promise, NOON, None)
    page = app.test_client().get("/p/moq/territories/t0", headers=ENGLISH).text
    assert "Limpiar con Junta de Riego" in page and "Limpiar con Municipio" not in page
