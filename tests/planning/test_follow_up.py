"""A quarterly report follows a plan up: what was measured by the end of the quarter, beside what the year asks."""

from datetime import date
from decimal import Decimal

import pytest
from builders import NOON, make_user
from flask_babel import force_locale
from planned import add, begun, brought, process_of, publish_all, write
from plans import indicator
from plans import plan as document_of

from smd_workshop.database import transaction
from smd_workshop.library.plan.periods import Period, period_of, value_until
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import values
from smd_workshop.plans.reports import places, reporting
from smd_workshop.plans.reports.assessing import assessed
from smd_workshop.plans.reports.report_contents import contents
from smd_workshop.web.planner import report_pages

pytestmark = pytest.mark.acts

QUARTER = period_of("2023-Q2")
#: One that adds up and one that does not, both by quarter.
BY_QUARTER = document_of(
    indicator(aggregation="additive", name="Talleres", values={}),
    indicator("IND.01.AEI.01.02", "AEI.01.02", name="Cobertura", values={}),
    code="PEI-2023-2025",
    name="Plan del puerto",
)


def test_what_adds_up_says_it_only_where_every_part_up_to_the_day_is_known():
    said = {period_of(p): Decimal(v) for p, v in (("2023-Q1", 3), ("2023-Q2", 4), ("2023-Q4", 9))}
    so_far = [value_until(said, Period(2023, QUARTER.span, n), additive=True) for n in (1, 2, 3, 4)]
    assert so_far == [3, 7, None, None]


def test_of_what_does_not_add_up_the_part_that_ended_last_counts_and_no_later_one():
    said = {period_of(p): Decimal(v) for p, v in (("2023-01", 3), ("2023-S1", 5), ("2023-Q4", 9))}
    so_far = [
        value_until(said, Period(2023, QUARTER.span, n), additive=False) for n in (1, 2, 3, 4)
    ]
    assert so_far == [3, 5, 5, 9]
    assert value_until(said, period_of("2024-Q1"), additive=False) is None


@pytest.mark.parametrize("additive", [True, False])
def test_by_the_end_of_a_year_it_says_what_the_year_itself_says(additive):
    quarters = {Period(2023, QUARTER.span, n): Decimal(2) for n in (1, 2, 3, 4)}
    nobody_knows = {Period(2023): None, **quarters}
    assert value_until(nobody_knows, period_of("2023-Q4"), additive=additive) is None
    assert value_until(nobody_knows, period_of("2023-Q3"), additive=additive) == (
        6 if additive else 2
    )


@pytest.fixture(autouse=True)
def _spoken(app):
    with force_locale("en"):
        yield


@pytest.fixture
def plan(app) -> Plan:
    found = begun(process_of(), BY_QUARTER)
    brought(found, BY_QUARTER)
    first, second = (each.code for each in found.indicators)
    with transaction():
        for each in found.indicators:
            each.frequency, each.updater = "quarter", "Oficina de planeamiento"
        plans.change(found, NOON, None, state="in_force")
    for code, period, value in (
        (first, "2023-Q1", 10), (first, "2023-Q2", 10), (first, "2023-Q3", 19), (second, "2023-Q1", 36),
    ):  # fmt: skip
        add(found, code, period, value)
    publish_all(found)
    return found


def test_it_tells_what_was_measured_by_its_end_and_what_was_due(plan):
    told = contents(assessed(plan, QUARTER), NOON.date(), edition=1)
    first, second = told["indicators"]
    assert (first["values"], second["values"]) == ({"2023": "20"}, {"2023": "36"})
    assert first["followed"] == {"measured": "2023-Q2", "due": "", "who": "Oficina de planeamiento"}
    assert (second["followed"]["measured"], second["followed"]["due"]) == ("2023-Q1", "2023-Q2")
    assert told["figures"]["IND.01.AEI.01.01.type_1"]["shown"] == "50.0"
    assert values.by_year(plan.indicators[0]) == {}, "of the year itself nobody can say it yet"


def test_what_was_measured_last_is_where_the_value_comes_from(plan):
    add(plan, plan.indicators[1].code, "2023-Q2", None)
    publish_all(plan)
    second = contents(assessed(plan, QUARTER), NOON.date(), edition=1)["indicators"][1]
    assert (second["values"], second["followed"]["measured"], second["followed"]["due"]) == (
        {"2023": "36"}, "2023-Q1", "",
    )  # fmt: skip


def test_it_asks_for_a_summary_and_judges_no_action(plan):
    of = assessed(plan, QUARTER)
    assert [each.key for each in places.places_of(plan, of.found, QUARTER)] == [
        "summary", "progress.AEI.01.01", "progress.AEI.01.02", "measures",
    ]  # fmt: skip
    assert [each.place for each in reporting.findings(of) if not each.key] == ["summary"]
    assert not any("2023-Q3" in str(each.why.params) for each in reporting.findings(of))


def test_every_note_that_can_be_written_stands_in_it(plan, client):
    keys = [each.key for each in places.notes_of(plan, QUARTER)]
    for key in keys:
        write(plan, key, f"Nota sobre {key}.", "2023-Q2")
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    here = "/f/moq/plans/pei-2023-2025/reports/2023-Q2"
    shown = client.get(f"{here}/preview").text
    found = [key for key in keys if f"Nota sobre {key}." in shown]
    assert found == keys and client.get(f"{here}/w/{places.NOTE}conclusions").status_code == 404
    writing = client.get(f"{here}/w/summary").text
    assert "plan.avance_ponderado" in writing and 'class="light' not in writing, (
        "a year that goes on"
    )


def test_a_quarter_is_reported_once_it_has_ended(plan, client, monkeypatch):
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    here = "/f/moq/plans/pei-2023-2025/reports"
    for day, status in ((date(2023, 6, 30), 404), (date(2023, 7, 1), 200)):
        monkeypatch.setattr(report_pages, "today_in", lambda _process, day=day: day)
        assert client.get(f"{here}/2023-Q2").status_code == status
        assert (f"{here}/2023-Q2" in client.get(here).text) == (status == 200)


def test_it_is_read_as_page_and_sealed_at_an_address_that_stays(plan, client, monkeypatch):
    monkeypatch.setattr("reports.plans.plan_report.pdf", lambda *_args, **_kwargs: b"%PDF-1.7")
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    here = "/f/moq/plans/pei-2023-2025/reports"
    assert f"{here}/2023-Q2" in client.get(here).text
    assert client.get(f"{here}/2023-S1").status_code == 404
    write(plan, "summary", "Se llegó a {{ IND.01.AEI.01.01.type_1 }}.", "2023-Q2")
    page = client.get(f"{here}/2023-Q2/preview", headers={"Accept-Language": "en"}).text
    assert "50.0" in page and "2023-Q2" in page and "Critical actions" not in page
    looked_at = [each.key for each in reporting.findings(assessed(plan, QUARTER))]
    sealed = client.post(f"{here}/2023-Q2/seal", data={"confirmed": looked_at, "sent_key": "k"})
    assert sealed.status_code == 303
    there = "/p/moq/plans/pei-2023-2025/reports/2023-Q2/1/"
    add(plan, "IND.01.AEI.01.02", "2023-Q2", 12)
    publish_all(plan)
    page = client.get(there).text
    assert page.count("36") and "2023-Q1" in page, "it stays as it was sealed"
    assert there in client.get("/p/moq/plans/pei-2023-2025/reports/").text
