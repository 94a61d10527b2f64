"""What changed of a plan since somebody looked, and the letter about what needs attention."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import make_user
from each_case import each_case
from followed import look
from planned import NOTE, add, small_plan
from sqlalchemy import func, select

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.following import since, watching
from smd_workshop.models import Membership, NewsLetter, PlanWatch, User
from smd_workshop.plans import plans

PAGE = "/f/moq/plans/pei-2023-2025/attention"
ENGLISH = {"Accept-Language": "en"}
CODE = "IND.01.AEI.01.02"
WEEK = timedelta(days=7)


@pytest.fixture
def plan(app):
    return small_plan()


@pytest.fixture
def planner(app, plan):
    """A browser of a planner, signed in."""
    email, password = make_user("plan@example.org", role="planner", process=plan.process)
    client = app.test_client()
    client.post("/account/login", data={"email": email, "password": password})
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def watched():
    return db.session.scalars(select(PlanWatch)).one()


def test_what_others_did_since_the_button_was_pressed_is_listed_and_looking_presses_nothing(
    planner, plan
):
    first = planner.get(PAGE).text
    assert "Press the button once you have looked" in first
    assert db.session.scalar(select(func.count()).select_from(PlanWatch)) == 0
    planner.post(f"{PAGE}/seen")
    assert "Nothing." in planner.get(PAGE).text
    with transaction():
        plans.change(plan, now(), None, name="Plan nuevo")
    for _again in range(2):
        page = planner.get(PAGE).text
        assert "Name or state of the plan changed" in page
    me = db.session.scalar(select(User.id).where(User.email == "plan@example.org"))
    assert since.changed_since(plan, now() - WEEK, but=None)
    planner.post(f"{PAGE}/seen")
    with transaction():
        plans.change(plan, now(), me, name="Lo hice yo")
    assert "Name or state of the plan changed" not in planner.get(PAGE).text, (
        "what I did is no news"
    )


def test_who_chose_it_gets_a_letter_a_week_until_they_end_it(planner, plan, office, clock):
    assert planner.post(f"{PAGE}/letters", data={"every": "week"}).status_code == 303
    start = now()
    clock(start + WEEK - timedelta(hours=1))
    look()
    assert office.letters == []
    clock(start + WEEK + timedelta(hours=1))
    look()
    look()
    ((to, letter),) = office.letters
    assert to == ["plan@example.org"]
    body = letter.get_content()
    assert "Overdue" in body and CODE in body and PAGE in body
    add(plan, CODE, "2023", 80)
    with transaction():
        plans.change(plan, start + WEEK + timedelta(hours=2), None, name="Plan nuevo")
    clock(start + 2 * WEEK + timedelta(hours=2))
    look()
    assert len(office.letters) == 2
    body = office.letters[1][1].get_content()
    assert "Name or state of the plan changed" in body
    assert CODE in body.partition("Entered, and not published yet (1)")[2], "a draft is not overdue"
    planner.post(f"{PAGE}/letters", data={"every": ""})
    clock(start + 4 * WEEK)
    look()
    assert len(office.letters) == 2
    assert NOTE


def test_who_works_on_the_plan_no_more_gets_no_letter_about_it(planner, plan, office, clock):
    planner.post(f"{PAGE}/letters", data={"every": "week"})
    with transaction():
        db.session.delete(db.session.scalars(select(Membership)).one())
    clock(now() + WEEK + timedelta(hours=1))
    look()
    assert office.letters == []
    assert db.session.scalar(select(func.count()).select_from(PlanWatch)) == 0
    assert db.session.scalar(select(func.count()).select_from(NewsLetter)) == 0


def test_a_choice_that_is_none_is_refused(planner):
    planner.post(f"{PAGE}/letters", data={"every": "day"})
    assert db.session.scalar(select(func.count()).select_from(PlanWatch)) == 0


@each_case(
    ("at", "expected"),
    [
        (datetime(2026, 2, 10, 12, tzinfo=UTC), "2026-04-01T06:00"),
        (datetime(2026, 10, 1, 12, tzinfo=UTC), "2027-01-01T06:00"),
        (datetime(2026, 12, 31, 23, tzinfo=UTC), "2027-01-01T06:00"),
        (datetime(2027, 1, 1, 3, tzinfo=UTC), "2027-01-01T06:00"),
    ],
)
def test_the_letter_of_a_quarter_comes_on_its_first_day_where_the_process_lives(at, expected):
    found = watching.after("quarter", at, "America/Lima")
    assert found.isoformat().startswith(expected)


def test_the_letter_of_a_quarter_tells_what_changed_though_letters_are_cleared_each_month(
    planner, plan, office, clock
):
    planner.post(f"{PAGE}/letters", data={"every": "quarter"})
    first = watched().next_at
    clock(first + timedelta(hours=1))
    look()
    with transaction():
        plans.change(plan, first + WEEK, None, name="Plan nuevo")
    for days in (31, 62):
        clock(first + timedelta(days=days))
        look()
    assert len(office.letters) == 1
    clock(watched().next_at + timedelta(hours=1))
    look()
    assert len(office.letters) == 2
    assert "Name or state of the plan changed" in office.letters[1][1].get_content()
    assert db.session.scalar(select(func.count()).select_from(NewsLetter)) == 2
