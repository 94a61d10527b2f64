"""Shared value: an initiative goes round its four steps, and no metric is told without its word."""

import re
from decimal import Decimal

import pytest
from builders import NOON, make_room
from kept import built_once
from planned import TODAY, publish_all
from staff import administrator

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import territory
from smd_workshop.library.plan.periods import Period
from smd_workshop.models import Journal, Plan
from smd_workshop.plans import plans
from smd_workshop.plans.measurements import measuring
from smd_workshop.strategy.territory import hybrid_documents, hybrids, shared_values

FIELDS = {
    "name": "Riego compartido", "form": "productivity", "family": "environmental", "actors": "Regantes y mina",
    "problem": "Falta agua en verano", "business_case": "Se pierde menos cosecha",
}  # fmt: skip


@built_once
def with_territory():
    """A process, and what its territory is filled with."""
    process = make_room(languages=["es"]).process
    with transaction():
        return process, territory.fill(process, NOON, None)


@pytest.fixture
def both(app):
    return with_territory()


@pytest.fixture
def process(both):
    return both[0]


@pytest.fixture
def filled(both):
    return both[1]


def begun(process, **fields):
    with transaction():
        return shared_values.add(process, FIELDS | fields, NOON, None)


def test_what_must_be_said_is_asked_for_and_words_are_those_that_are_offered(process):
    for missing in FIELDS:
        with pytest.raises(Invalid):
            shared_values.add(process, FIELDS | {missing: " "}, NOON, None)
    for name in ("form", "family"):
        with pytest.raises(Invalid):
            shared_values.add(process, FIELDS | {name: "otra"}, NOON, None)
    with pytest.raises(Invalid):
        shared_values.add(process, FIELDS | {"name": "x" * 301}, NOON, None)


def test_after_the_fourth_step_the_first_begins_the_next_time_round(process):
    made = begun(process)
    with transaction():
        for step in (1, 2, 3, 4):
            shared_values.say_step(made, step, "done", f"Paso {step}", NOON, None)
        shared_values.say_step(made, 4, "done", "Se corrigió", NOON, None)
        shared_values.say_step(made, 1, "begun", "Otra vez", NOON, None)
    first, second = shared_values.loops(made)
    assert [row.note for row in first.steps[4]] == ["Paso 4", "Se corrigió"], "both are kept"
    assert [row.note for row in second.steps[1]] == ["Otra vez"] and not second.steps[2]
    with pytest.raises(Invalid):
        shared_values.say_step(made, 5, "done", "x", NOON, None)


def test_what_it_said_before_stays_in_the_journal(process):
    made = begun(process)
    with transaction():
        shared_values.change(made, FIELDS | {"problem": "Falta riego"}, NOON, None)
    (told,) = db.session.query(Journal).filter_by(verb="change shared value")
    assert told.detail["former"] == {"problem": FIELDS["problem"]}


def test_a_pair_is_one_metric_and_every_lag_of_it_counts_also_the_other_way_round(process, filled):
    first = filled.metrics[0]
    fields = hybrids.Fields(first.social, first.financial, 0, "Otra razón")
    with transaction():
        assert hybrids.pair(filled, fields, NOON, None).id == first.id
    assert hybrids.lags_tried(first) == 1
    other = begun(process)
    with transaction():
        hybrids.pair(
            other, hybrids.Fields(first.financial, first.social, 2, "Al revés"), NOON, None
        )
        hybrids.pair(
            other, hybrids.Fields(first.social, first.financial, -2, "Lo mismo"), NOON, None
        )
    assert hybrids.lags_tried(first) == 2
    for lag, financial in ((4, first.financial), (0, first.social)):
        with pytest.raises(Invalid):
            hybrids.pair(other, hybrids.Fields(first.social, financial, lag, "x"), NOON, None)


def test_a_comparison_needs_a_document_that_can_be_opened(filled):
    for document in ("", "acta 3", "javascript:alert(1)", "https://a b"):
        with pytest.raises(Invalid):
            hybrids.compare(filled.metrics[0], "supports", "Con y sin", document, NOON, None)


def test_the_word_follows_what_was_compared_last_and_what_is_published(process, filled):
    (metric, _other) = hybrids.shown(filled, public=True)
    assert (metric.read.evidence, len(metric.read.pairs)) == ("tested", 12)
    with transaction():
        hybrids.compare(metric.row, "contradicts", "Otra", "https://example.org/b", NOON, None)
    assert hybrids.shown(filled, public=True)[0].read.evidence == "none"
    plan = metric.row.social.plan
    with transaction():
        row = next(r for r in metric.row.social.measurements if r.period == "2021")
        entry = measuring.Entry(Period(2021), Decimal(1), "Se contó mal")
        measuring.enter(metric.row.social, entry, NOON, None, TODAY, corrects=row.id)
    assert hybrids.shown(filled, public=True)[0].read.pairs[-1].social == 290, "a draft counts not"
    publish_all(plan)
    assert hybrids.shown(filled, public=True)[0].read.pairs[-1].social == 1


def test_one_comparison_that_contradicts_is_not_hidden_by_a_later_one_and_all_are_listed(
    filled, client
):
    row = hybrids.shown(filled, public=True)[0].row
    for finding, design in (("contradicts", "Con y sin riego"), ("supports", "Antes y después")):
        with transaction():
            hybrids.compare(row, finding, design, f"https://example.org/{finding}", NOON, None)
    (metric, _other) = hybrids.shown(filled, public=True)
    assert (metric.read.evidence, metric.read.why) == ("none", "contradicted")
    page = client.get(f"/p/moq/shared-value/{filled.id}").text
    assert "Con y sin riego" in page and "Antes y después" in page
    told = client.get(f"/p/moq/shared-value/{filled.id}.json").json["metrics"][0]["comparisons"]
    assert [each["finding"] for each in told] == ["supports", "contradicts", "supports"]


def test_the_public_reads_what_is_shown_and_no_metric_of_a_plan_that_is_not_public(
    app, process, filled, client
):
    hidden = begun(process, name="Aún no")
    page = client.get("/p/moq/shared-value", headers={"Accept-Language": "en"}).text
    assert "Ruta del Pisco" in page and "Aún no" not in page
    assert client.get(f"/p/moq/shared-value/{hidden.id}").status_code == 404
    here = f"/p/moq/shared-value/{filled.id}"
    assert client.get(here).text.count("<svg") == 4, "two charts, wide and for phones"
    with transaction():
        plan = db.session.query(Plan).filter_by(code="SMD-TERRITORIO").one()
        plans.change(plan, NOON, None, state="drafting")
    page = client.get(here).text
    assert "<svg" not in page and "IND." not in page and "Ventas de las bodegas" not in page
    assert client.get(f"{here}.json").json["metrics"] == []


def test_no_metric_leaves_the_house_without_its_word(app, process, filled, client):
    words = {"none": "No evidence", "plausible": "Plausible", "tested": "Tested connection"}
    document = hybrid_documents.document_of(filled)
    assert [each["evidence"] for each in document["metrics"]] == ["tested", "none"]
    assert all(each["rule"] and each["lags_tried"] for each in document["metrics"])
    staff = administrator(app)
    pages = (
        client.get(f"/p/moq/shared-value/{filled.id}?lang=en").text,
        staff.get(f"/f/moq/plans/shared-value/{filled.id}").text,
    )
    for page in pages:
        for each, told in zip(document["metrics"], re.split(r'id="m\d+"', page)[1:], strict=False):
            card = told.split("</article>")[0]
            assert words[each["evidence"]] in card.split("<dl")[0], (
                "the word stands before the numbers"
            )


def test_another_process_has_none_of_it(process, filled):
    other = make_room(code="otro").process
    with pytest.raises(NotFound):
        shared_values.find(other, filled.id)
    with pytest.raises(NotFound):
        hybrids.find(begun(other), filled.metrics[0].id)


def test_what_is_wrong_in_a_form_comes_back_with_what_was_typed(app, process, filled):
    staff = administrator(app)
    here = f"/f/moq/plans/shared-value/{filled.id}"
    first = filled.metrics[0]
    sent = {
        "social": first.social_id,
        "financial": first.social_id,
        "lag": "2",
        "validity": "Por el clima",
        "sent_from": here,
    }
    answer = staff.post(f"{here}/metrics", data=sent)
    assert answer.status_code == 422 and "Por el clima" in answer.text
    sent["financial"] = first.financial_id
    assert staff.post(f"{here}/metrics", data=sent).status_code == 303
    assert "looked at with 2 lags" in staff.get(here).text
    answer = staff.post(f"{here}/show", data={"act": "end", "reason": "Sin fondos"})
    assert answer.status_code == 303 and "Given up: Sin fondos" in staff.get(here).text
