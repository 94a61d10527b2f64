"""A plan is begun and corrected in the browser, without a spreadsheet; what changed is said with its day."""

import html
import re
from decimal import Decimal

import pytest
from planned import begun, process_of
from staff import member

from smd_workshop.database import db
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.measurements import values

STAFF = "/f/moq/plans/pei-2023-2025/"
OBJECTIVE = {"code": "OEI 1", "name": "Mejorar el agua", "priority": "1", "type": "I"}
ACTION = {"code": "AEI.01.01", "parent": "OEI.01", "name": "Plantas para hogares", "unit": "DOI"}
ACTIVITY = {
    "code": "CUI 2512",
    "parent": "AEI.01.01",
    "name": "Planta",
    "kind": "investment",
    "y2023": "50",
}
INDICATOR = {
    "code": "IND.01.AEI.01.01", "parent": "AEI.01.01", "name": "Hogares con agua", "relevance": "1",
    "sense": "ascending", "aggregation": "not additive", "measure": "%", "baseline_year": "2022",
    "baseline_value": "12.5", "frequency": "semester", "horizon": "short", "executing_unit": "UE",
    "responsible": "DOI", "updater": "OPP", "source": "EPS", "method": "A / B", "collection": "Encuesta",
    "justification": "Importa", "limitations": "Solo urbano", "y2023": "20", "y2024": "1'000.5", "y2025": "N/D",
}  # fmt: skip


@pytest.fixture
def process(app):
    found = process_of()
    begun(found)
    return found


@pytest.fixture
def planner(app, process):
    return member(app, process, "planner")


def plan_of(process):
    db.session.expire_all()
    (found,) = plans.of_process(process)
    return found


def begin(browser, kind, form):
    return browser.post(f"{STAFF}fichas/{kind}", data=form)


def write_all(browser):
    for kind, form in (
        ("objective", OBJECTIVE), ("action", ACTION), ("activity", ACTIVITY), ("indicator", INDICATOR),
    ):  # fmt: skip
        answer = begin(browser, kind, form)
        assert answer.status_code == 303, answer.text


def filled(page):
    """The form of a page as a browser would send it."""
    form = page.text[page.text.index('<form class="form card"') :]
    form = form[: form.index("</form>")]
    found = dict(re.findall(r'<input[^>]*? name="(\w+)"[^>]*? value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>\r?\n?([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select[^>]*? name="(\w+)">(.*?)</select>', form, re.DOTALL):
        found[name] = re.search(r'<option selected value="([^"]*)"', options)[1]
    return {name: html.unescape(text) for name, text in found.items() if name != "sent_key"}


def test_a_plan_is_written_without_a_spreadsheet(planner, process):
    write_all(planner)
    plan = plan_of(process)
    assert [each.code for each in plan.objectives] == ["OEI.01"], "in the spelling of CEPLAN"
    (activity,) = plan.activities
    assert (activity.kind, values.progress(activity)) == ("investment", {2023: 50})
    (row,) = plan.indicators
    for name in ("name", "measure", "frequency", "horizon", "executing_unit", "responsible", "updater",
                 "source", "method", "collection", "justification", "limitations", "sense"):  # fmt: skip
        assert getattr(row, name) == INDICATOR[name]
    assert (row.baseline_year, row.baseline_value, row.relevance) == (2022, Decimal("12.5"), 1)
    assert values.targets(row) == {2023: 20, 2024: Decimal("1000.5"), 2025: None}
    assert documents.evaluated(plan, 2023).figures.year == 2023


def test_what_the_form_shows_sent_back_changes_nothing(planner, process):
    write_all(planner)
    for kind, code in (
        ("indicator", INDICATOR["code"]),
        ("action", "AEI.01.01"),
        ("activity", "CUI 2512"),
    ):
        page = planner.get(f"{STAFF}fichas/{kind}/{code}")
        answer = planner.post(f"{STAFF}fichas/{kind}/{code}", data=filled(page))
        assert answer.status_code == 303, answer.text
        assert "<del>" not in planner.get(f"{STAFF}fichas/{kind}/{code}").text
    assert len(plan_of(process).indicators[0].targets) == 3, "no target was said anew"


def test_a_correction_is_shown_with_what_was_there_before(planner, process, client):
    write_all(planner)
    here = f"{STAFF}fichas/indicator/{INDICATOR['code']}"
    form = filled(planner.get(here)) | {"source": "", "y2023": "25", "baseline_year": ""}
    assert planner.post(here, data=form).status_code == 303
    row = plan_of(process).indicators[0]
    assert (row.source, row.baseline_year, values.targets(row)[2023]) == ("", None, 25)
    assert [each.value for each in row.targets if each.year == 2023] == [20, 25], "the former stays"
    plan_of(process).state = "registered"
    db.session.commit()
    for page in (planner.get(here), client.get(f"/p/moq/plans/pei-2023-2025/i/{row.code}?lang=en")):
        assert "<del>EPS</del> → <ins>nothing</ins>" in page.text
        assert "Target of 2023:" in page.text and "<del>20</del> → <ins>25</ins>" in page.text


def test_a_percentage_of_a_ratio_is_read_as_a_part_of_one_and_it_is_said(planner, process):
    write_all(planner)
    here = f"{STAFF}fichas/indicator/{INDICATOR['code']}"
    form = filled(planner.get(here)) | {
        "measure": "Razón",
        "y2024": "60 %",
        "baseline_value": "0.5",
    }
    assert planner.post(here, data=form).status_code == 303
    page = planner.get(here, headers={"Accept-Language": "en"})
    assert "“60 %” was read as 0.6, because “Razón” counts in parts of one." in page.text
    row = plan_of(process).indicators[0]
    assert values.targets(row)[2024] == Decimal("0.6") and row.baseline_value == Decimal("0.5")


def test_of_two_who_correct_at_once_the_second_is_told(planner, process):
    write_all(planner)
    here = f"{STAFF}fichas/indicator/{INDICATOR['code']}"
    form = filled(planner.get(here))
    assert planner.post(here, data=form | {"name": "Uno"}).status_code == 303
    second = planner.post(here, data=form | {"name": "Dos"})
    assert second.status_code == 409 and "Somebody has changed this meanwhile" in second.text
    assert plan_of(process).indicators[0].name == "Uno"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "IND/1"}, "part of an address"), ({"y2024": "veinte"}, "veinte"), ({"baseline_year": "22"}, "22"),
        ({"relevance": ""}, "needs its relevance"), ({"measure": "x" * 61}, "60"), ({"name": "x" * 5001}, "5000"),
        ({"code": ""}, "Write its code"), ({"parent": "OEI.09"}, "Not a valid choice"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_and_what_was_typed_is_still_there(
    planner, process, change, said
):
    for kind, form in (("objective", OBJECTIVE), ("action", ACTION)):
        begin(planner, kind, form)
    answer = begin(planner, "indicator", INDICATOR | change)
    assert answer.status_code == 422 and said in html.unescape(answer.text)
    assert "Solo urbano" in answer.text
    assert plan_of(process).indicators == []


def test_a_code_is_begun_once(planner, process):
    begin(planner, "objective", OBJECTIVE)
    again = begin(planner, "objective", OBJECTIVE | {"name": "Otro"})
    assert again.status_code == 422 and "Correct that one" in again.text
    assert plan_of(process).objectives[0].name == "Mejorar el agua"
    assert planner.get(f"{STAFF}fichas/plan").status_code == 404
    assert planner.get(f"{STAFF}fichas/objective/OEI.09").status_code == 404
