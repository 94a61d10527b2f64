"""The money of a year in a form: what was said before stays, and two who write at once do not lose each other's amounts."""

from decimal import Decimal

import pytest
from builders import NOON, make_user
from planned import TODAY, small_plan

from smd_workshop.core.errors import Invalid, WrongState
from smd_workshop.database import transaction
from smd_workshop.plans import money
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.files import from_form
from smd_workshop.plans.measurements import values


@pytest.fixture
def plan(app):
    return small_plan()


def say(plan, year, programmed, executed, seen=None):
    seen = from_form.seen(money.known(plan, year)) if seen is None else seen
    with transaction():
        return money.say(
            plan, year, {"programmed": programmed, "executed": executed}, NOON, None, TODAY, seen=seen
        )  # fmt: skip


def test_what_is_said_anew_counts_and_what_was_said_before_stays(plan):
    assert say(plan, 2023, "S/ 4'930,000.00", "1000") == []
    rows = money.said(plan)[2023]
    assert [(row.programmed, row.executed) for row in rows] == [
        (Decimal("4930000.00"), Decimal(1000)), (Decimal("1000.00"), Decimal("500.50")),
    ]  # fmt: skip
    assert documents.document_of(plan)["finance"][0]["programmed"] == "4930000.00"


def test_an_emptied_amount_is_not_known_any_more_and_never_zero(plan):
    say(plan, 2023, "1000.00", "")
    now = values.finance(plan.finance)[2023]
    assert (now.programmed, now.executed) == (Decimal("1000.00"), None)
    say(plan, 2024, "N/D", "")
    assert values.finance(plan.finance)[2024].programmed is None


def test_of_two_who_write_at_once_the_second_is_told(plan):
    seen = from_form.seen(money.known(plan, 2023))
    say(plan, 2023, "2000", "500.50", seen)
    with pytest.raises(WrongState):
        say(plan, 2023, "3000", "500.50", seen)
    assert len(money.said(plan)[2023]) == 2


@pytest.mark.parametrize(
    ("year", "amounts"),
    [
        (2031, ("1", "1")),
        (2023, ("-5", "1")),
        (2023, ("mucho", "1")),
        (2023, ("60 %", "1")),
        (2024, ("", "")),
    ],
)
def test_what_is_no_amount_of_a_year_of_the_plan_is_refused_and_changes_nothing(
    plan, year, amounts
):
    before = money.said(plan)
    with pytest.raises(Invalid):
        say(plan, year, *amounts)
    assert money.said(plan) == before


def test_a_refused_form_keeps_what_was_typed(plan, client):
    email, password = make_user()
    client.post("/account/login", data={"email": email, "password": password})
    here = "/f/moq/plans/pei-2023-2025/money"
    seen = from_form.seen(money.known(plan, 2023))
    sent = {"year": "2023", "programmed": "cuatro millones", "executed": "500.50", "seen": seen}
    refused = client.post(here, data=sent)
    assert refused.status_code == 422 and "cuatro millones" in refused.text
    done = client.post(here, data=sent | {"programmed": "4'000,000"})
    assert done.status_code == 303 and "4&#39;000,000.00" in client.get(done.location).text
