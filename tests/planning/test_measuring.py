"""What was measured stays, its correction stands beside it, and only what is published counts."""

import pytest
from builders import NOON
from planned import (
    NOTE,
    TODAY,
    add,
    brought,
    counts,
    make_plan,
    process_of,
    small_plan,
)
from plans import evaluated
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from smd_workshop.core.errors import Invalid, KeptOnRecord, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.models import Journal, Measurement
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.measurements import history, measuring, overdue

#: By a guard, or by a constraint.
REFUSED = (KeptOnRecord, DBAPIError)
CODE, OTHER = "IND.01.AEI.01.01", "IND.01.AEI.01.02"


@pytest.fixture
def plan(app):
    return small_plan()


def advance(row, *steps):
    with transaction():
        for step in steps:
            measuring.advance([row], step, NOON, None)


def newest(plan, code=CODE):
    return measuring.values.heads(plans.find_indicator(plan, code)).popitem()[1]


def test_a_correction_counts_once_it_is_published_and_both_stay(plan):
    before = newest(plan)
    after = add(plan, CODE, "2023", 30, "Faltaba un lote", corrects=before.id)
    assert counts(plan, CODE) == {"2023": 20}
    advance(after, "validated")
    assert counts(plan, CODE) == {"2023": 20}
    advance(after, "published")
    assert counts(plan, CODE) == {"2023": 30}
    ((_period, steps),) = history.steps(plans.find_indicator(plan, CODE), public=True).items()
    assert [(int(s.row.value), s.counts, s.newest) for s in steps] == [
        (30, True, True), (20, False, False),
    ]  # fmt: skip
    done = db.session.scalars(select(Journal.verb).order_by(Journal.id.desc())).all()
    assert done[:3] == ["publish measurement", "validate measurement", "enter measurement"]


def test_of_two_who_correct_one_value_the_second_is_told_and_nothing_is_lost(plan):
    seen_by_both = newest(plan).id
    first = add(plan, CODE, "2023", 31, "Faltaba un lote", corrects=seen_by_both)
    with pytest.raises(WrongState, match="Somebody has corrected"):
        add(plan, CODE, "2023", 32, "Faltaban dos", corrects=seen_by_both)
    with pytest.raises(WrongState, match="There is a value for 2023 already"):
        add(plan, CODE, "2023", 33)
    db.session.expire_all()
    assert newest(plan).id == first.id
    # Past every act: the database itself lets one in.
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Measurement(
                indicator_id=first.indicator_id, period="2023", value=None, note="x",
                corrects_id=seen_by_both, state="draft", entered_at=NOON,
            )
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            Measurement(
                indicator_id=first.indicator_id, period="2023", value=None, state="draft",
                entered_at=NOON,
            )
        )  # fmt: skip


def test_a_value_that_was_corrected_cannot_be_published_behind_the_new_one(plan):
    old = add(plan, OTHER, "2023", 40)
    add(plan, OTHER, "2023", 41, "Se contó otra vez", corrects=old.id)
    with pytest.raises(WrongState, match="only the new one"):
        advance(db.session.merge(old), "validated")


def test_what_is_in_red_needs_a_note_also_where_a_file_brought_it(plan):
    with pytest.raises(Invalid, match="in red"):
        add(plan, OTHER, "2023", 3, note=" ")
    add(plan, OTHER, "2023", 39, note="")
    file = {**documents.document_of(plan)}
    file["indicators"] = [
        each | {"values": {"2024": 1}, "targets": {"2024": 10}}
        for each in file["indicators"]
        if each["code"] == OTHER
    ]
    brought(plan, file)
    row = newest(plan, OTHER)
    assert row.period == "2024" and measuring.unexplained(plan) == [row]
    assert row not in measuring.ready(plan, "validated")
    with pytest.raises(Invalid, match="no note says why"):
        advance(row, "validated")
    advance(add(plan, OTHER, "2024", 1, NOTE, corrects=row.id), "validated", "published")
    assert counts(plan, OTHER) == {"2024": 1}


def test_nobody_measures_a_year_that_has_not_begun(plan):
    with pytest.raises(Invalid, match="2025 has not begun"):
        add(plan, OTHER, "2025", 1)
    assert add(plan, OTHER, "2024-Q1", 1).state == "draft"


def test_steps_follow_each_other_and_are_done_once(plan):
    row = add(plan, OTHER, "2023", 40)
    with pytest.raises(WrongState, match="validated before it is published"):
        advance(row, "published")
    advance(row, "validated", "validated", "published", "published")
    assert row.state == "published"
    with pytest.raises(Invalid):
        advance(row, "draft")


def test_nobody_knows_is_said_and_is_never_zero(plan):
    row = add(plan, OTHER, "2023", None)
    advance(row, "validated", "published")
    assert counts(plan, OTHER) == {"2023": None}
    found = documents.evaluated(plan, 2023).figures
    assert found.indicators[OTHER].type_1.value is None
    assert found.weighted.value == 50, "the other indicator alone"


def test_quarters_say_what_a_year_was_once_the_last_is_published(plan):
    for period in ("2023-Q1", "2023-Q4"):
        assert plan.indicators[1].code == OTHER
        row = add(plan, OTHER, period, 10 if period.endswith("1") else 40)
        before = documents.evaluated(plan, 2023).figures.indicators[OTHER].type_1.value
        assert before is None
        advance(row, "validated", "published")
    assert documents.evaluated(plan, 2023).figures.indicators[OTHER].type_1.value == 100


def test_what_is_shown_is_what_the_open_file_evaluates_to(plan):
    from smd_workshop.library.plan.document import figures_of

    document = documents.document_of(plan)
    shown = figures_of(documents.evaluated(plan, 2023).figures)
    assert {name: evaluated(document)[name] for name in shown} == shown
    assert documents.evaluation_document(plan, 2023) == evaluated(document)


def test_a_measurement_of_another_plan_is_not_found(plan):
    other = make_plan(process_of("otro"))
    with pytest.raises(NotFound):
        measuring.find(other, newest(plan).id)


@pytest.mark.parametrize(
    "change",
    [
        "value = '99'", "note = 'otra'", "period = '2024'", "state = 'draft'", "corrects_id = NULL",
        "published_at = NULL", "entered_by_id = 1", "evidence_sha256 = 'a'",
    ],
)  # fmt: skip
def test_no_hand_changes_what_was_published(plan, change):
    with pytest.raises(REFUSED), transaction():
        db.session.execute(text(f"UPDATE measurement SET {change} WHERE state = 'published'"))


@pytest.mark.parametrize("table", ["measurement", "plan_target", "plan_progress", "plan_finance"])
def test_no_hand_deletes_what_was_said(plan, table):
    with pytest.raises(REFUSED), transaction():
        db.session.execute(text(f"DELETE FROM {table}"))


def test_no_hand_makes_a_draft_public_without_validating_it(plan):
    row = add(plan, OTHER, "2023", 40)
    with pytest.raises(REFUSED), transaction():
        db.session.execute(
            text(
                "UPDATE measurement SET state = 'published', validated_at = entered_at, "
                f"published_at = entered_at WHERE id = {row.id}"
            )
        )


def test_today_is_known_to_the_page_that_says_what_is_overdue(plan):
    late = [each for each in overdue.missed(plan, TODAY) if each.draft is None]
    assert [(each.row.code, str(each.period)) for each in late] == [(OTHER, "2023")]
