"""The repository of variables: brought by files, searched, corrected by new rows, an input of indicators, rated in workshops."""

from decimal import Decimal

import pytest
from builders import NOON, cast, close, make_room, make_round
from planned import NEW, TODAY, begun, process_of, say

from smd_workshop.core.errors import Invalid, KeptOnRecord, WrongState
from smd_workshop.database import db, transaction
from smd_workshop.library.plan.periods import period_of
from smd_workshop.models import Item
from smd_workshop.plans import plans
from smd_workshop.plans.files.lines import Kind
from smd_workshop.plans.measurements import computing
from smd_workshop.repository import documents, imports, lines, rating, variables

pytestmark = pytest.mark.acts

HEADERS = (
    "Código", "Variable", "Tema", "Institución", "Fuente", "Periodicidad", "Nivel territorial",
    "Unidad", "Último año", "Calidad", "2021", "Valor 2022",
)  # fmt: skip
WATER = (
    "AGUA-01", "Hogares con agua segura", "Agua", "INEI", "ENAPRES", "Anual", "Provincia", "%",
    "2022", "Alta", "71.5", "N/D",
)  # fmt: skip
PEOPLE = (
    "POB", "Población", "Población", "INEI", "Censo", "Cada diez años", "Distrito", "personas",
    "2017", "", "", "1'000,000",
)  # fmt: skip


def outcome(process, *rows, headers=HEADERS):
    units = variables.measures_of(process)
    read = lines.of_table(headers, rows, range(2, len(rows) + 2), units)
    return imports.outcome_of(process, read, TODAY)


def bring(process, *rows, headers=HEADERS):
    """Bring rows of a file into the repository; return the verdicts. Committed."""
    found = outcome(process, *rows, headers=headers)
    with transaction():
        imports.apply(process, found, NOON, None, TODAY)
    db.session.expire_all()
    return [each.kind for each in found.verdicts]


def enter(process, code, period, value, note="", corrects=None):
    with transaction():
        variables.enter(
            variables.find(process, code),
            variables.Entry(period_of(period), None if value is None else Decimal(value), "", note),
            NOON,
            None,
            TODAY,
            corrects=corrects,
        )
    db.session.expire_all()


def head(process, code, period):
    return variables.counting(variables.find(process, code))[period_of(period)]


@pytest.fixture
def process(app):
    return process_of()


def test_a_percentage_is_read_in_the_unit_that_is_there(process):
    bring(process, (*WATER[:7], "Razón", *WATER[8:10], "0.5", "N/D"))
    bring(process, ("AGUA-01", "60 %"), headers=("Código", "2021"))
    assert head(process, "AGUA-01", "2021").value == Decimal("0.6")


def test_a_file_brings_what_the_columns_of_a_repository_say(process):
    assert bring(process, WATER, PEOPLE) == ["added", "added"]
    water = variables.find(process, "AGUA-01")
    assert [getattr(water, name) for name in variables.WORDS] == [
        "Hogares con agua segura", "Agua", "INEI", "ENAPRES", "Anual", "", "Provincia", "%", 2022, "Alta",
    ]  # fmt: skip
    said = {str(period): row.value for period, row in variables.counting(water).items()}
    assert said == {"2021": Decimal("71.5"), "2022": None}, "N/D is said, and it is no zero"
    assert variables.last(water).period == "2021"
    assert head(process, "POB", "2022").value == Decimal(1000000)
    assert bring(process, WATER, PEOPLE) == ["unchanged", "unchanged"]


def test_what_a_workbook_gives_away_it_takes_back_unchanged(process):
    bring(process, WATER, PEOPLE)
    headers, rows = documents.workbook(variables.of_process(process))
    again = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert bring(process, *again, headers=headers) == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("place", "text", "why"),
    [
        (0, "", "no code"), (0, "a/b", "letters, digits"), (1, "", "name"), (4, "", "source"),
        (8, "ayer", "ayer"), (10, "1.234", "1.234"), (7, "x" * 61, "60"),
        (1, "#N/D", "the error #N/D of a formula"), (4, "#¡REF!", "the error #¡REF! of a formula"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_kept_is_refused_with_its_reason_and_the_others_are_written(
    process, place, text, why
):
    wrong = [*WATER[:place], text, *WATER[place + 1 :]]
    found = outcome(process, wrong, PEOPLE)
    refused, fine = found.verdicts
    assert (refused.kind, fine.kind) == ("refused", "added")
    assert why in refused.reasons[0].sentence.text


def test_a_code_twice_and_a_year_that_has_not_begun_are_refused(process):
    assert [v.kind for v in outcome(process, WATER, WATER).verdicts] == ["added", "refused"]
    later = outcome(process, WATER, headers=(*HEADERS[:-1], "Valor 2031"))
    assert later.verdicts[0].kind == "refused"
    with pytest.raises(Invalid):
        outcome(process, WATER, headers=("Nombre", *HEADERS[1:]))


@pytest.mark.on_both
def test_a_correction_stands_beside_what_it_corrects_and_neither_can_be_taken_back(process):
    bring(process, WATER)
    before = head(process, "AGUA-01", "2021")
    with pytest.raises(WrongState):
        enter(process, "AGUA-01", "2021", "80")
    with pytest.raises(Invalid):
        enter(process, "AGUA-01", "2021", "80", corrects=before.id)
    enter(process, "AGUA-01", "2021", "80", "Se contó mal", corrects=before.id)
    former, now_ = variables.chains(variables.find(process, "AGUA-01"))[period_of("2021")]
    assert (former.value, now_.value, now_.note) == (Decimal("71.5"), Decimal(80), "Se contó mal")
    with pytest.raises(WrongState):
        enter(process, "AGUA-01", "2021", "81", "Otra vez", corrects=before.id)
    with pytest.raises(KeptOnRecord), transaction():
        now_.value = Decimal(1)
    db.session.expire_all()
    with pytest.raises(KeptOnRecord), transaction():
        db.session.delete(head(process, "AGUA-01", "2021"))


def test_a_file_corrects_with_a_reason_and_says_how_many(process):
    bring(process, WATER)
    other = (*WATER[:10], "72", WATER[11])
    assert imports.replaced(process, outcome(process, other)) == 1
    assert bring(process, other) == ["updated"]
    former, now_ = variables.chains(variables.find(process, "AGUA-01"))[period_of("2021")]
    assert (former.value, now_.value) == (Decimal("71.5"), Decimal(72))
    assert now_.note


@pytest.mark.on_both
def test_variables_are_found_without_accents_and_narrowed_by_what_they_say(process):
    bring(process, WATER, PEOPLE)
    find = variables.narrowed
    assert [v.code for v in find(process, "poblacion", {}).found] == ["POB"]
    assert [v.code for v in find(process, "inei", {"level": "provincia"}).found] == ["AGUA-01"]
    every = find(process, "", {"theme": ""})
    assert (len(every.found), every.total) == (2, 2)
    assert every.choices["institution"] == ("INEI",)


def indicator_of(process, formula, code="IND.01.OEI.01"):
    plan = begun(process)
    say(plan, Kind.OBJECTIVE, "OEI.01", name="Agua")
    verdict = say(plan, Kind.INDICATOR, code, **NEW, formula=formula)
    db.session.expire_all()
    return verdict, plan


def chain(plan, code="IND.01.OEI.01", period="2022"):
    found = plans.find_indicator(plan, code)
    return [row for row in found.measurements if row.period == period]


def test_an_indicator_is_computed_from_variables_and_anew_when_one_is_corrected(process):
    bring(process, WATER, PEOPLE)
    corrects = head(process, "AGUA-01", "2022").id
    enter(process, "AGUA-01", "2022", "50", "Ya se sabe", corrects=corrects)
    verdict, plan = indicator_of(process, "var.POB × [var.AGUA-01] ÷ 100")
    assert verdict.kind == "added"
    (first,) = chain(plan)
    assert (first.state, first.value) == ("published", Decimal(500000))
    assert [each.value.variable.code for each in first.variable_inputs] == ["POB", "AGUA-01"]
    used = computing.using(variables.find(process, "POB"))
    assert [each.code for each in used] == ["IND.01.OEI.01"]

    enter(
        process, "POB", "2022", "2000000", "Censo nuevo", corrects=head(process, "POB", "2022").id
    )
    former, now_ = chain(plan)
    assert (now_.value, now_.corrects_id) == (Decimal(1000000), former.id)
    assert "var.POB" in now_.note and "Censo nuevo" in now_.note
    with pytest.raises(KeptOnRecord), transaction():
        db.session.delete(former.variable_inputs[0])


def test_a_value_that_becomes_unknown_makes_the_indicator_unknown_with_its_reason(process):
    bring(process, PEOPLE)
    _verdict, plan = indicator_of(process, "var.POB / 2")
    assert chain(plan)[0].value == Decimal(500000)
    enter(process, "POB", "2022", None, "Se retiró", corrects=head(process, "POB", "2022").id)
    assert chain(plan)[-1].value is None
    assert "var.POB" in chain(plan)[-1].note


def test_parts_of_a_year_are_not_added_up_for_nobody_says_that_they_add_up(process):
    bring(process, PEOPLE)
    enter(process, "POB", "2023-S1", "3")
    enter(process, "POB", "2023-S2", "4")
    _verdict, plan = indicator_of(process, "var.POB * 1")
    assert [row.period for row in plans.find_indicator(plan, "IND.01.OEI.01").measurements] == [
        "2022"
    ]


def test_a_formula_that_names_no_variable_of_the_repository_is_refused(process):
    verdict, _plan = indicator_of(process, "var.POB / 2")
    assert verdict.kind == "refused"
    assert "var.POB" in verdict.reasons[0].sentence.text
    bring(process_of("otro"), PEOPLE)
    again = say(
        plans.of_process(process)[0], Kind.INDICATOR, "IND.02.OEI.01", **NEW, formula="var.POB / 2"
    )
    assert again.kind == "refused", "the repository of another process is another one"


def rated(room, method, answer):
    bring(room.process, WATER, PEOPLE)
    with transaction():
        offered = rating.offer(room.process, variables.of_process(room.process)[:1], NOON, None)
    (item,) = [each.question.item for each in offered]
    round_ = make_round(room, method, items=[item], subject="variable")
    for card in room.cards:
        cast(card, round_, {item.code: answer})
    assert rating.of_process(room.process) == {}, "what is not published says nothing"
    close(round_, publish=True)
    return rating.of_process(room.process)[offered[0].id]


@pytest.mark.parametrize(
    ("method", "answer", "says"),
    [
        ("rating", 9, {"verdict": "in", "agree": 1.0}),
        ("majority-judgment", 5, {"grade": "Excellent"}),
        ("estimate", 4, {"value": 4.0}),
    ],
)
def test_a_workshop_rates_a_variable_and_its_published_result_comes_back_with_its_vote(
    app, method, answer, says
):
    room = make_room()
    (found,) = rated(room, method, answer)
    assert {name: getattr(found, name) for name in says} == says
    assert found.round.method_id == method
    item = db.session.query(Item).filter_by(kind="variable").one()
    assert item.wording == "AGUA-01 · Hogares con agua segura (INEI, Anual)"


def test_a_variable_is_offered_once_and_never_more_than_a_ballot_holds(process):
    bring(process, WATER, PEOPLE)
    every = variables.of_process(process)
    with transaction():
        assert len(rating.offer(process, every, NOON, None)) == 2
        assert rating.offer(process, every, NOON, None) == []
    for wrong in ([], every * 21):
        with pytest.raises(Invalid):
            rating.offer(process, wrong, NOON, None)
