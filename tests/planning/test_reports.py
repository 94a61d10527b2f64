"""A report on a plan: words stay, a seal is for good, and nothing is sealed that contradicts itself unseen."""

from fractions import Fraction

import pytest
from builders import NOON
from flask_babel import force_locale, gettext, ngettext
from planned import (
    TODAY,
    add,
    begun,
    brought,
    process_of,
    publish_all,
    ready_to_seal,
    sealed_report,
    small_plan,
    write,
)
from sqlalchemy import text

from reports.plans import plan_report as paper
from smd_workshop.core.errors import Invalid, KeptOnRecord, NotFound, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.documents import sha256
from smd_workshop.library.plan.evaluation import coverage
from smd_workshop.library.plan.periods import Period
from smd_workshop.making import plan_report_pdf
from smd_workshop.models import Journal, PlanPassage
from smd_workshop.plans import plans
from smd_workshop.plans.evaluation import reading
from smd_workshop.plans.measurements import measuring
from smd_workshop.plans.reports import passages, places, reporting
from smd_workshop.plans.reports.assessing import assessed

pytestmark = pytest.mark.acts

YEAR = Period(2023)
CODE, OTHER = "IND.01.AEI.01.01", "IND.01.AEI.01.02"
FILES = ("a" * 64, "b" * 64)


@pytest.fixture
def plan(app):
    return small_plan()


@pytest.fixture(autouse=True)
def _spoken(app):
    with force_locale("en"):
        yield


def seal(plan, reason="", confirmed=None):
    with transaction():
        report = assessed(plan, YEAR)
        keys = [each.key for each in reporting.findings(report)] if confirmed is None else confirmed
        document = reporting.draft(report, TODAY, reason)
        return reporting.seal(report, document, FILES, NOON, None, today=TODAY, confirmed=keys)


def said(plan):
    return {each.why.text for each in reporting.findings(assessed(plan, YEAR))}


def test_words_take_the_place_of_words_and_what_was_written_stays(plan):
    write(plan, "summary", "Uno.")
    write(plan, "summary", "Dos.")
    write(plan, "summary", "Dos.  ")
    rows = db.session.query(PlanPassage).order_by(PlanPassage.id).all()
    assert [row.text for row in rows] == ["Uno.", "Dos."], "what is the same is not written again"
    assert passages.of(plan, YEAR)["summary"].text == "Dos."
    assert db.session.query(Journal).filter_by(verb="write passage").count() == 2
    for change in ("UPDATE plan_passage SET text = 'x'", "DELETE FROM plan_passage"):
        with pytest.raises(KeptOnRecord), transaction():
            db.session.execute(text(change))


def test_of_two_who_write_at_once_the_second_is_told(plan):
    write(plan, "summary", "Uno.")
    report = assessed(plan, YEAR)
    with pytest.raises(WrongState), transaction():
        passages.write(
            report, places.find(plan, report.found, "summary"), "Otra.", NOON, None, instead_of=None
        )
    assert passages.of(plan, YEAR)["summary"].text == "Uno."


def test_a_reference_that_means_nothing_is_not_kept(plan):
    with pytest.raises(Invalid, match="no figure"):
        write(plan, "summary", "{{ AEI.09.09.progress }}")
    assert passages.of(plan, YEAR) == {}


def test_there_is_a_place_for_each_objective_each_action_and_each_critical_one_and_no_other(plan):
    report = assessed(plan, YEAR)
    keys = [each.key for each in places.places_of(plan, report.found)]
    assert {"results.OEI.01", "progress.AEI.01.01", "progress.AEI.01.02"} <= set(keys)
    assert [key for key in keys if key.startswith("critical.")] == ["critical.AEI.01.01"]
    for key in ("critical.AEI.01.02", "results.OEI.09", "note.AEI.09.01", "", "summary.x"):
        with pytest.raises(NotFound):
            places.find(plan, report.found, key)
    assert places.find(plan, report.found, "note.AEI.01.02")


def test_nothing_is_sealed_before_the_plan_is_public_and_what_must_be_said_is_said(app):
    plan = begun(process_of())
    brought(plan)
    publish_all(plan)
    assert "Nobody can read the plan yet. Register it first: its report is public." in said(plan)
    assert "Nothing is written here yet." in said(plan)
    with pytest.raises(WrongState, match="cannot be sealed yet"):
        seal(plan)
    ready_to_seal(plan)
    with pytest.raises(WrongState, match="cannot be sealed yet"):
        seal(plan)
    with transaction():
        plans.change(plan, NOON, None, state="registered")
    assert seal(plan).edition == 1


def test_a_typed_figure_is_looked_at_before_the_seal_and_listed_in_the_report(plan):
    ready_to_seal(plan)
    write(plan, "conclusions", "Se alcanzó el 50 % y el 66.66 %.")
    found = {each.key: each.why for each in reporting.findings(assessed(plan, YEAR))}
    assert set(found) == {f"missing {OTHER}", "conclusions 50 %", "conclusions 66.66 %"}
    assert "{{ plan.weighted }}" in found["conclusions 50 %"].text
    with pytest.raises(WrongState, match="looked at"):
        seal(plan, confirmed=[f"missing {OTHER}", "conclusions 50 %"])
    document = seal(plan).document
    assert [each["text"] for each in document["by_hand"]] == ["50 %", "66.66 %"]


def test_a_value_that_is_not_public_yet_is_pointed_out(plan):
    ready_to_seal(plan)
    add(plan, OTHER, "2023", 40)
    assert said(plan) == {
        f"{OTHER} has a value that is not published. The report would be sealed without it."
    }
    with pytest.raises(WrongState, match="looked at"):
        seal(plan, confirmed=[])


def test_values_that_are_missing_are_looked_at_before_the_seal(plan):
    ready_to_seal(plan)
    assert said(plan) == {
        f"Indicators without a value of 2023: 1 of 2. The report would be sealed without them: {OTHER}."
    }
    with pytest.raises(WrongState, match="looked at"):
        seal(plan, confirmed=[])
    add(plan, OTHER, "2023", None)
    publish_all(plan)
    assert said(plan) == set(), "that nobody knows it was said"
    shown = reading.shown(plan, TODAY, 2023)
    assert [each.row.code for each in shown.missing] == [OTHER], "the page lists it all the same"


def test_a_year_that_was_not_asked_of_an_indicator_is_not_missing(plan):
    found = reporting.findings(assessed(plan, Period(2024)))
    assert not any(each.key.startswith("missing") for each in found), (
        "the targets are of 2023 alone"
    )


def test_parts_without_a_word_are_named_and_not_printed(plan):
    ready_to_seal(plan)
    write(plan, "outlook", "Se llegará.")
    keys = {each.key for each in reporting.empty_parts(assessed(plan, YEAR))}
    assert {"measures", "summary.objectives"} <= keys and "outlook" not in keys
    document = reporting.draft(assessed(plan, YEAR), TODAY)
    printed = paper.html(document, gettext=gettext, ngettext=ngettext, language="en")
    assert 'id="outlook"' in printed
    assert 'id="measures"' not in printed and 'id="summary.objectives"' not in printed
    assert (
        "2023 is incomplete: 1 of 2 indicators with a target for it have a published value"
        in printed
    )
    assert "anywhere from 25.00" in printed and "50.00 (incomplete)" in printed
    assert "◔</span> Incomplete" in printed and "plan reached" not in printed


def test_what_is_sealed_says_the_same_after_a_correction_and_the_correction_is_another_edition(
    plan, monkeypatch
):
    ready_to_seal(plan)
    first = seal(plan)
    told, digest = first.document, first.data_sha256
    assert (first.edition, digest) == (1, sha256(told))
    assert told["figures"]["AEI.01.01.progress"]["shown"] == "50.0"
    before = measuring.find(plan, plan.indicators[0].measurements[-1].id)
    row = add(plan, CODE, "2023", 40, corrects=before.id)
    with transaction():
        for step in measuring.STEPS:
            measuring.advance([row], step, NOON, None)
    db.session.expire_all()
    again = reporting.find(plan, "2023", 1)
    assert (again.document, again.data_sha256) == (told, digest)
    whole = {**told, "outstanding": {}}
    sealed_before = {key: part for key, part in whole.items() if key != "enough"}
    said = paper.Told(whole, str).light("plan.weighted")
    assert said not in ("", "incomplete")
    monkeypatch.setattr(coverage, "ENOUGH", Fraction(2))
    for document in (whole, sealed_before):
        assert paper.Told(document, str).light("plan.weighted") == said, "as its PDF says"
    monkeypatch.undo()
    with pytest.raises(Invalid, match="why there is another edition"):
        seal(plan)
    second = seal(plan, "Se corrigió un valor.")
    assert (second.edition, second.reason) == (2, "Se corrigió un valor.")
    assert second.document["figures"]["AEI.01.01.progress"]["shown"] == "100.0"
    assert [each.edition for each in reporting.of_period(plan, YEAR)] == [2, 1]


def test_no_hand_changes_or_deletes_a_sealed_report(plan):
    sealed_report(plan)
    for change in (
        "UPDATE plan_report SET document = '{}'", "UPDATE plan_report SET reason = 'x'",
        "DELETE FROM plan_report",
    ):  # fmt: skip
        with pytest.raises(KeptOnRecord), transaction():
            db.session.execute(text(change))


def test_a_report_that_says_what_the_last_one_says_is_that_one(plan):
    ready_to_seal(plan)
    assert reporting.said_already(assessed(plan, YEAR)) is None
    seal(plan)
    assert reporting.said_already(assessed(plan, YEAR)).edition == 1
    write(plan, "outlook", "Otra cosa.")
    assert reporting.said_already(assessed(plan, YEAR)) is None


def test_who_seals_the_same_while_it_is_being_printed_gets_the_edition_that_is_there(
    plan, monkeypatch
):
    ready_to_seal(plan)
    process = plan.process
    address = plans.address_of(plan.code)

    sealed = []

    def printed(*_args, **_more):
        if not sealed:  # the second tap comes while the first is being printed
            sealed.append("begun")
            sealed.append(plan_report_pdf.seal_as_written(process, address, YEAR, None))
        return b"%PDF"

    confirmed = [each.key for each in reporting.findings(assessed(plan, YEAR)) if each.key]
    monkeypatch.setattr(plan_report_pdf, "printed", printed)
    assert plan_report_pdf.seal(process, address, YEAR, None, confirmed=confirmed) == 1
    assert sealed == ["begun", 1]
    assert [each.edition for each in reporting.of_plan(plan)] == [1]


def test_what_changes_while_it_is_printed_stops_the_seal(plan):
    ready_to_seal(plan)
    document = reporting.draft(assessed(plan, YEAR), TODAY)
    write(plan, "summary", "Otra cosa.")
    confirmed = [f"missing {OTHER}"]
    with pytest.raises(WrongState, match="Something changed"), transaction():
        reporting.seal(
            assessed(plan, YEAR), document, FILES, NOON, None, today=TODAY, confirmed=confirmed
        )
    assert reporting.of_plan(plan) == []


def test_a_figure_that_left_the_plan_is_said_and_stops_the_seal(plan):
    ready_to_seal(plan)
    with transaction():
        db.session.add(
            PlanPassage(
                plan_id=plan.id, period="2023", place="outlook",
                text="{{ AEI.07.01.progress }}", said_at=NOON,
            )
        )  # fmt: skip
    stopping = [each for each in reporting.findings(assessed(plan, YEAR)) if not each.key]
    assert [each.place for each in stopping] == ["outlook"]
    with pytest.raises(WrongState):
        reporting.check(assessed(plan, YEAR), [], "")
