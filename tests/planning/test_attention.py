"""What needs attention in a plan is found without being looked for."""

from datetime import date

import pytest
from planned import TODAY, add, publish_all, small_plan, words, zed_ilo_plan
from staff import member

from smd_workshop.database import transaction
from smd_workshop.library.plan.evaluation.caution import Kind
from smd_workshop.models import Plan
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation.attention import attention
from smd_workshop.plans.measurements import measuring

pytestmark = pytest.mark.acts

HERE = "/f/moq/plans/pei-2023-2025/"
CODE, OTHER = "IND.01.AEI.01.01", "IND.01.AEI.01.02"


@pytest.fixture
def plan(app):
    return small_plan()


def publish(row):
    with transaction():
        for step in measuring.STEPS:
            measuring.advance([row], step, row.entered_at, None)


def codes(found):
    return [each.row.code for each in found]


def waited_for(plan: Plan, today=TODAY) -> list[list[str]]:
    return [codes(each.due) for each in attention(plan, today).calendar]


def test_what_is_overdue_critical_and_asked_too_little_comes_up(app):
    found = attention(zed_ilo_plan(), date(2024, 3, 1))
    assert codes(found.critical) == ["AEI.02.01", "AEI.03.02"]
    assert len(found.targets[Kind.ALREADY_MET]) == 10
    assert any(each.code == "IND.01.AEI.02.03" for each in found.targets[Kind.FAR_BEYOND])
    assert [each.code for each in found.targets[Kind.TARGET_TURNS]].count("IND.01.AEI.03.02") == 2


def test_a_value_that_was_to_be_brought_and_was_not_comes_up_with_its_calendar(plan):
    assert codes(attention(plan, TODAY).late) == [OTHER], "2023 is over"
    assert attention(plan, date(2023, 12, 31)).late == ()


def test_what_is_entered_and_not_published_is_not_overdue_but_waits_for_its_reader(plan, app):
    add(plan, OTHER, "2023", 40)
    found = attention(plan, TODAY)
    assert found.late == ()
    assert [(each.row.code, each.draft.state) for each in found.unread] == [(OTHER, "draft")]
    found = member(app, plan.process, "planner").get(f"{HERE}attention?year=2023&lang=en")
    leads = f'i/{OTHER}?year=2023#h-2023">'
    assert found.text.count(leads) == 2, "among what was entered, and in the calendar"
    page = words(found)
    late, _heading, told = page.partition("Entered, and not published yet (1)")
    assert OTHER not in late.partition("Overdue (")[2]
    assert "2023 draft: 40 not validated yet" in told.partition("Calendar")[0]
    add(plan, OTHER, "2024", 41)
    last = attention(plan, TODAY).calendar[3]
    assert codes(last.due) == [CODE, OTHER] and last.untold == {CODE} and [*last.drafts] == [OTHER]


def test_of_a_year_only_what_is_missed_of_it_is_listed_and_other_years_are_counted(plan, app):
    later = date(2025, 2, 1)
    with transaction():
        plans.find_indicator(plan, OTHER).frequency = "semester"
    add(plan, OTHER, "2023-S1", 40)
    missed = [(each.row.code, str(each.period)) for each in attention(plan, later, 2023).late]
    assert missed == [(OTHER, "2023-S2")], "a draft of one half hides nothing of the other"
    found = attention(plan, later, 2024)
    periods = {str(each.period) for each in found.late}
    assert periods == {"2024", "2024-S1", "2024-S2"} and found.elsewhere == {2023: 2}
    assert {each.period.year for each in found.calendar} == {2024}
    planner = member(app, plan.process, "planner")
    page = words(planner.get(f"{HERE}attention?year=2024&lang=en"))
    assert "Overdue or not published in other years: 2023: 2 values" in page
    assert "the value of 2023" not in page and "Calendar of 2024" in page
    whole = words(planner.get(f"{HERE}?year=2024&lang=en"))
    assert "Something is overdue or not published in other years: 2023" in whole
    assert "Overdue: the value of 2023" not in whole
    assert len(attention(plan, later).late) == 4, "a letter tells of all years"


def test_a_value_that_is_worse_than_the_one_before_comes_up(plan):
    assert codes(attention(plan, TODAY, 2023).falling) == []
    publish(add(plan, CODE, "2022", 30))
    assert codes(attention(plan, TODAY, 2023).falling) == [CODE]


def test_the_calendar_holds_each_value_in_the_quarter_in_which_its_period_ends(plan):
    assert waited_for(plan) == [[], [], [], [CODE, OTHER]]
    with transaction():
        plans.find_indicator(plan, CODE).frequency = "quarter"
        plans.find_indicator(plan, OTHER).frequency = "semester"
    assert waited_for(plan) == [[CODE], [CODE, OTHER], [CODE], [CODE, OTHER]]
    publish(add(plan, CODE, "2024-Q1", 5))
    assert waited_for(plan)[0] == []
    over = [each.over for each in attention(plan, date(2024, 7, 1)).calendar]
    assert over == [True, True, False, False]


def test_what_is_new_says_each_indicator_once_though_years_of_it_were_published_at_once(app):
    plan = small_plan()
    for period in ("2023-Q1", "2023-Q2"):
        add(plan, OTHER, period, 80)
    publish_all(plan)
    page = app.test_client().get("/", headers={"Accept-Language": "en"}).text
    new = page[page.index("What is new") :]
    assert new.count("Value published: Usuarios") == 1
    assert new.count("Value published: Áreas habilitadas") == 1
