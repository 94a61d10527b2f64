"""A plan from a file: every spelling comes to one code, every row has its verdict, and back again nothing changes."""

import copy
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from planned import (
    NOON,
    SMALL,
    TODAY,
    add,
    begun,
    brought,
    counts,
    process_of,
    publish_all,
    small_plan,
    zed_ilo_plan,
)
from plans import ZED_ILO, evaluated, indicator, plan

from reports.sheets.spreadsheets import read_table
from reports.tables import Sheet, to_xlsx
from smd_workshop.core.errors import Invalid
from smd_workshop.core.verdicts import ADDED, REFUSED, UNCHANGED, UPDATED
from smd_workshop.database import transaction
from smd_workshop.library.documents import Written, parse, written_json
from smd_workshop.library.plan.codes import recognised
from smd_workshop.models import Plan, PlanIndicator
from smd_workshop.plans.evaluation import documents
from smd_workshop.plans.files import columns, from_form, from_json, from_table, imports, to_table
from smd_workshop.plans.files.lines import Kind, Line
from smd_workshop.plans.files.verdicts import decided
from smd_workshop.plans.measurements import values

pytestmark = pytest.mark.acts

ANNEX = (
    "Código", "Denominación", "UE", "Unidad de Organización", "Relevancia", "Sentido Esperado",
    "Tipo de Agregación", "Línea Base", "", "Logro esperado", "", "", "", "Valores Obtenidos", "",
    "Avance Tipo I (%)",
)  # fmt: skip
BELOW = ("", "", "", "", "", "", "", "Año", "Valor", "2022", "2023", "2024", "2025", "2023", "2023")


def action(code="AEI.01.01", name="Polo de desarrollo"):
    return (code, name)


def row(code="IND.01.AEI.01.01", *cells):
    usual = (
        "Número de eventos", "ZED Ilo", "DPD", "Relevante-2", "Ascendente", "No acumulado", "2021",
        "N/D", "N/D", "1", "2", "3", "3",
    )  # fmt: skip
    return (code, *cells, *usual[len(cells) :])


def xlsx(*rows, head=(ANNEX, BELOW)):
    book = Workbook()
    for each in (*head, *rows):
        book.active.append(each)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def lines(data, found, name="anexo.xlsx"):
    table = read_table(data, name, columns.score)
    return from_table.lines_of(table.headers, table.rows, table.numbers, found)


def bring(found, data):
    with transaction():
        outcome = imports.outcome_of(found, lines(data, found), TODAY)
        imports.apply(found, outcome, NOON, None, TODAY)
    return outcome


def kinds(outcome):
    return [verdict.kind for verdict in outcome.verdicts]


def said(outcome):
    """What each verdict says, in English."""
    return [
        " ".join(filter(None, (why.column, why.sentence.text)))
        for verdict in outcome.verdicts
        for why in verdict.reasons
    ]


@pytest.fixture
def empty(app):
    return begun(process_of())


def test_the_annex_as_it_is_printed_comes_in(empty):
    outcome = bring(empty, xlsx(action(), row()))
    assert kinds(outcome) == [ADDED, ADDED]
    assert said(outcome) == ["Its objective OEI.01 is not in the file: it is begun without a name."]
    (made,) = empty.indicators
    assert (made.of.code, made.relevance, made.sense, made.aggregation) == (
        "AEI.01.01", 2, "ascending", "not additive",
    )  # fmt: skip
    assert (made.executing_unit, made.responsible) == ("ZED Ilo", "DPD")
    assert (made.baseline_year, made.baseline_value) == (2021, None)
    assert values.targets(made) == {2022: None, 2023: 1, 2024: 2, 2025: 3}
    assert [(each.period, each.value, each.state) for each in made.measurements] == [
        ("2023", 3, "draft"),
    ]  # fmt: skip


SPELLINGS = (
    "IND.01.AEI.02.03", "IND.01. AEI.02.03", "01.AEI.02.03", "IND.01.02.03", "ind.01.aei.02.03",
    " IND 01.AEI 2.3 ",
)  # fmt: skip


@pytest.mark.parametrize("code", SPELLINGS)
@pytest.mark.parametrize("of", ["AEI.02.03", "AEI 2.3", "AEI 02.03", "AEI.2.03"])
def test_every_spelling_of_the_evaluation_comes_to_one_code(code, of):
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    brought = [line.code for line in lines(xlsx(action(of), row(code)), found)]
    assert brought == ["AEI.02.03", "IND.01.AEI.02.03"]


def test_one_indicator_in_two_spellings_is_one(empty):
    outcome = bring(empty, xlsx(action(), row(), row("IND.01.01.01")))
    assert kinds(outcome) == [ADDED, ADDED, REFUSED]
    assert "stands in row 4 already" in said(outcome)[-1]


CELLS = {
    "S/ S/4'930,000": ("4930000", ""),
    "N/D": (None, ""),
    "20 %": ("20", ""),
    "91,79": ("91.79", ""),
    "(1 234,56)": ("-1234.56", "the target of 2023 is negative: look whether it is meant"),
    "-3": ("-3", "the target of 2023 is negative: look whether it is meant"),
    "pronto": (REFUSED, "Logro esperado 2023 “pronto” is not a number. Write it like 1234.5."),
    "1.234": (REFUSED, "Logro esperado 2023 “1.234” can be read in two ways"),
    "1,2,3": (REFUSED, "Logro esperado 2023 The separators of “1,2,3” do not fit together"),
}


@each_case("cell", CELLS)
def test_what_people_write_in_a_cell_is_read_or_refused_in_one_sentence(cell):
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    plain = row()
    data = xlsx(action(), (*plain[:10], cell, *plain[11:]))
    outcome = decided(lines(data, found), {}, 2024)
    expected, sentence = CELLS[cell]
    (verdict,) = [each for each in outcome.verdicts if each.about is Kind.INDICATOR]
    if sentence:
        assert sentence in said(outcome)[-1]
    assert (verdict.kind == REFUSED) == (expected == REFUSED)
    if expected != REFUSED:
        (write,) = [each for each in outcome.writes if each.kind is Kind.INDICATOR]
        number = write.years["targets"][2023]
        assert number == (None if expected is None else Decimal(expected))


def test_a_value_of_a_year_that_has_not_begun_is_refused(empty):
    below = (*BELOW[:13], "2031")
    data = xlsx(action(), row(), head=(ANNEX, below))
    assert said(bring(empty, data))[-1] == ("2031 has not begun: nobody can have measured it yet.")
    assert empty.indicators == []


def test_a_figure_beyond_what_its_unit_allows_is_said_beside_its_row(empty):
    odd = (*row()[:8], "10 %", "20 %", "40 %", "150 %", "80 %", "160 %")
    outcome = bring(empty, xlsx(action(), odd))
    assert kinds(outcome) == [ADDED, ADDED], "nothing is refused: whoever knows decides"
    assert said(outcome)[-1] == "the target of 2024 is more than 100 %: look whether it is meant"
    changed = (*odd[:11], "90 %", *odd[12:])
    outcome = bring(empty, xlsx(action(), changed))
    assert not any("more than 100" in each for each in said(outcome)), "a value that stood is old"
    below = (*changed[:13], "-4 %")
    told = said(bring(empty, xlsx(action(), below)))
    assert any(each.startswith("the value of 2023 is less than 0") for each in told)


def test_a_code_under_another_name_waits_for_a_person_to_say_that_it_is_the_same(empty):
    """In a plan that was numbered anew the values of one indicator would go to another."""
    bring(empty, xlsx(action(), row()))
    renamed = lines(xlsx(action(), row("IND.01.AEI.01.01", "Número de ferias")), empty)
    held = imports.outcome_of(empty, renamed, TODAY)
    assert kinds(held) == [UNCHANGED, REFUSED] and held.verdicts[1].asks
    told = held.verdicts[1].differences  # all of it is seen before it is said to be the same
    assert {each.name: each.after for each in told}["name"] == "Número de ferias"
    assert "“Número de eventos” here, and “Número de ferias”" in said(held)[0]
    same = imports.outcome_of(empty, renamed, TODAY, ["indicator IND.01.AEI.01.01"])
    assert kinds(same) == [UNCHANGED, UPDATED]
    (name,) = same.verdicts[1].differences
    assert (name.before, name.after) == ("Número de eventos", "Número de ferias")
    spelt = lines(xlsx(action(name="POLO DE DESARROLLO")), empty)
    assert kinds(imports.outcome_of(empty, spelt, TODAY)) == [UPDATED], (
        "other capitals are nothing else"
    )


ROWS = {
    ("", "sin código"): "There is no code in this row.",
    ("Total", "x"): "is not a code such as OEI.01",
    ("AO-01", "Taller"): "Neither its code nor a column says what it belongs to.",
    ("PEI-2031", "x"): "is not a code such as OEI.01",
    ("IND.01.AEI.09.01", *row()[1:]): "It belongs to AEI.09.01, which is neither in the plan",
    ("IND.02.AEI.01.01", "Sin más"): "A new indicator needs its sense.",
    row("IND.03.AEI.01.01", "x", "u", "u", "Bastante"): "Relevancia “Bastante” is no relevance.",
    row("IND.04.AEI.01.01", "x", "u", "u", "1", "Sube"): "Sentido Esperado “Sube” is not one of: "
    "Ascendente, Descendente, Máximo permisible, Mínimo permisible.",
    row("IND.05.AEI.01.01", "x", "u", "u", "1", "Ascendente", "Agregable", "21"): (
        "Línea Base Año “21” is not a whole number from 1000 to 9999."
    ),
    ("AEI.01.02", "#¿NOMBRE?"): "holds the error #¿NOMBRE? of a formula",
    ("#N/D", "Sin código"): "holds the error #N/D of a formula",
    ("AEI.01.02", "x" * 6000): None,
}


@each_case("cells", ROWS, ids=lambda cells: cells[0] or "none")
def test_a_row_that_no_plan_can_hold_is_refused_alone(cells):
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    if ROWS[cells] is None:
        with pytest.raises(Invalid, match="more than 5,000 characters"):
            lines(xlsx(action(), cells), found)
        return
    outcome = decided(lines(xlsx(action(), row(), cells), found), {}, 2024)
    assert kinds(outcome) == [ADDED, ADDED, REFUSED]
    assert ROWS[cells] in said(outcome)[-1]


def test_all_cells_of_a_row_that_cannot_be_read_are_named_at_once(app):
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    odd = row("IND.01.AEI.01.01", "Empresas", "u", "u", "Bastante", "Sube", "Agregable", "2021", "cuarenta", "30 empresas")  # fmt: skip
    (verdict,) = decided(lines(xlsx(odd), found), {}, 2024).verdicts
    assert verdict.kind == REFUSED
    assert [why.column for why in verdict.reasons] == [
        "Relevancia", "Sentido Esperado", "Línea Base Valor", "Logro esperado 2022",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("Razón", "0.6"), ("Porcentaje", "60"), ("Índice (0 a 1)", "0.6"), ("%", "60")],
)
def test_a_percentage_is_read_in_the_unit_of_its_indicator(app, measure, expected):
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    head = ("Código", "Pertenece a", "Unidad de medida", "Relevancia", "Sentido", "Agregación", "Meta 2024")  # fmt: skip
    of = ("IND.01.AEI.01.01", "AEI.01.01", measure, "1", "Ascendente", "No agregable")
    for cell in ("60 %", "60 por ciento"):
        outcome = decided(
            lines(xlsx(("AEI.01.01", "OEI.01"), (*of, cell), head=(head,)), found), {}, 2024
        )
        write = outcome.writes[-1]
        assert write.years["targets"] == {2024: Decimal(expected)}
        (told,) = outcome.verdicts[-1].differences
        assert (told.year, told.after, told.measure, told.new) == (2024, Decimal(expected), measure, True)  # fmt: skip
    held = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    held.indicators = [PlanIndicator(code=of[0], measure=measure)]
    (line,) = lines(xlsx((of[0], "60 %"), head=(("Código", "Meta 2024"),)), held)
    assert (line.years, "measure" in line.words) == ({"targets": {2024: Decimal(expected)}}, False)


def test_a_row_that_cannot_be_read_so_is_refused_alone_and_what_is_not_read_of_others_refuses_nothing(
    app,
):
    """One cell must not take the whole file with it: of actions nothing is read below targets, whatever stands there."""
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    head = ("Código", "Unidad de medida", "Línea Base Valor", "Meta 2024")
    money, other, none = lines(
        xlsx(("IND.01.AEI.01.01", "S/", "60 %", "5"), ("AEI.01.01", "", "ver nota", "ver nota"),
             ("IND.02.AEI.01.01", "S/", "ver nota", "5"), head=(head,)), found,
    )  # fmt: skip
    assert "is a percentage" in money.refused.sentence.text and "no number" not in str(other)
    assert (other.code, other.refused, other.remarks) == ("AEI.01.01", None, ())
    assert none.refused.column == "Línea Base Valor"


def test_names_under_a_long_heading_are_read_and_what_is_left_aside_is_said(app):
    found = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    head = ("Código", "Denominación del objetivo / acción / indicador", "Semáforo", "Vacía")
    data = xlsx(("OEI.01", "Puerto abierto", "verde"), ("Fuente: INEI 2023",), head=(head,))
    outcome = decided(lines(data, found), {}, 2024)
    assert [(each.kind, each.name) for each in outcome.verdicts] == [(ADDED, "Puerto abierto")]
    table = read_table(data, "anexo.xlsx", columns.score)
    told = from_table.asides_of(table.headers, table.rows, table.numbers)
    assert (told.columns, told.lines) == (("Semáforo",), (3,))
    two = ("Código", "Denominación del objetivo", "Nombre del indicador")
    table = read_table(xlsx(("OEI.01", "A", "B"), head=(two,)), "a.xlsx", columns.score)
    told = from_table.asides_of(table.headers, table.rows, table.numbers)
    assert told.columns == two[1:], "nobody knows which of them is of which row"


def test_no_file_brings_a_plan_into_a_state_that_cannot_be_evaluated(app):
    """What is refused here would be an error on every page of the plan."""
    found = small_plan()
    own = {"sense": "ascending", "aggregation": "additive"}
    for said in (
        Line(1, Kind.OBJECTIVE, "AEI.01.01"),
        Line(1, Kind.ACTION, "OEI.01", "OEI.01"),
        Line(1, Kind.INDICATOR, "IND.09.AEI.01.01", words=own),
        Line(1, Kind.INDICATOR, "A/B", "AEI.01.01", own | {"relevance": 1}),
        Line(1, Kind.FINANCE, "2023", years={"executed": {2023: Decimal("1e31")}}),
    ):
        outcome = imports.outcome_of(found, [said], TODAY)
        assert kinds(outcome) == [REFUSED] and outcome.writes == (), said
    of_objective = Line(1, Kind.INDICATOR, "IND.01.OEI.01", words=own)
    for line in (of_objective, Line(1, Kind.INDICATOR, "IND.01.OEI.01", "AEI.01.01")):
        with transaction():
            outcome = imports.outcome_of(found, [line], TODAY)
            imports.apply(found, outcome, NOON, None, TODAY)
    assert kinds(outcome) == [REFUSED], "an action's indicator without relevance has no weight"
    assert documents.evaluated(found, 2023).figures.lights


def test_what_was_entered_is_corrected_by_a_file_and_never_replaced(app):
    found = small_plan()
    file = copy.deepcopy(SMALL)
    file["indicators"][0]["values"]["2023"] = 22
    outcome = brought(found, file)
    assert imports.replaced(found, outcome) == 1
    (updated,) = [v for v in outcome.verdicts if v.kind != UNCHANGED]
    (told,) = updated.differences
    assert updated.kind == UPDATED and (told.before, told.after) == (20, 22)
    assert counts(found, "IND.01.AEI.01.01") == {"2023": 20}
    publish_all(found)
    assert counts(found, "IND.01.AEI.01.01") == {"2023": 22}
    row_ = found.indicators[0].measurements
    assert [int(each.value) for each in row_][:2] == [20, 20] and int(row_[-1].value) == 22


def test_the_plan_of_zed_ilo_goes_out_and_in_again_and_nothing_changes(app):
    found = zed_ilo_plan()
    document = parse(documents.file_of(found), Written)
    assert evaluated(document) == evaluated(ZED_ILO | {"name": document["name"]}) | {
        "input_sha256": evaluated(document)["input_sha256"]
    }
    headers, rows = to_table.table_of(found)
    table = lines(to_xlsx(Sheet("Plan", headers, rows)), found)
    for again in (from_json.lines_of(documents.file_of(found), found), table):
        outcome = imports.outcome_of(found, again, TODAY)
        assert set(kinds(outcome)) == {UNCHANGED} and outcome.writes == ()
        assert len(outcome.verdicts) == 1 + 1 + 3 + 12 + 15 + 27


@pytest.mark.on_both
def test_the_whole_ficha_goes_out_and_in_again(app):
    found = small_plan()
    with transaction():
        made = found.indicators[0]
        made.measure, made.frequency, made.horizon = "%", "quarter", "medium"
        made.updater, made.source, made.method = "DOI", "=Registro", "Avance / total × 100"
        made.justification, made.limitations, made.collection = "Es clave", "-", "Cada mes"
        made.baseline_value, made.baseline_year = Decimal("6.111"), 2021
        found.objectives[0].type, found.objectives[0].priority = "II", 3
    add(found, "IND.01.AEI.01.02", "2023", "91.795")
    publish_all(found)
    headers, rows = to_table.table_of(found)
    fresh = begun(process_of("otro"), SMALL)
    outcome = bring(fresh, to_xlsx(Sheet("Plan", headers, rows)))
    assert REFUSED not in kinds(outcome), said(outcome)
    publish_all(fresh)
    assert to_table.table_of(fresh) == (headers, rows)


def test_another_plan_and_other_years_are_refused_in_words(app):
    found = begun(process_of())
    for change, words in (
        ({"code": "PEI-1"}, "This file is of the plan PEI-1, and this is the plan PEI-2023-2025."),
        ({"period": [2023, 2026]}, "This file is of the years 2023–2026"),
        ({"format": "smd-tally/1"}, "is not"),
    ):
        with pytest.raises(Invalid, match=words):
            from_json.lines_of(json.dumps(SMALL | change).encode(), found)
    file = copy.deepcopy(SMALL)
    file["indicators"][0]["values"]["2023"] = "20 %"
    with pytest.raises(Invalid, match=r"indicators\[0\].values.2023: \"20 %\" is not a number"):
        from_json.lines_of(json.dumps(file).encode(), found)
    with pytest.raises(Invalid, match="No column of this file is called “Código”"):
        lines(xlsx(("x", "y"), head=(("Sector", "Actor"),)), found)


numbers = st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4)
some = st.none() | numbers
names = st.text(st.sampled_from("aÑé9 .,-=+@'\"%/()ΩÇ‑–“” \n\t"), max_size=30)
series = st.dictionaries(st.sampled_from(["2022", "2023", "2024", "2025"]), some, max_size=4)


@st.composite
def documents_of_plans(draw):
    """A plan with anything in it that its format allows, and a spreadsheet can hold."""
    indicators = [
        indicator(
            f"IND.0{n}.AEI.01.0{1 + n % 2}", f"AEI.01.0{1 + n % 2}", name=draw(names),
            relevance=draw(st.integers(1, 9)),
            sense=draw(st.sampled_from(["ascending", "descending", "at most", "at least"])),
            aggregation=draw(st.sampled_from(["additive", "not additive"])),
            baseline={"year": draw(st.none() | st.integers(1990, 2030)), "value": draw(some)},
            targets=draw(series), values=draw(series),
        )
        for n in range(1, draw(st.integers(1, 3)) + 1)
    ]  # fmt: skip
    money = st.none() | st.decimals(0, 10**12, places=2).map(str)
    return plan(
        *indicators,
        code="PEI-2023-2025", name=draw(names),
        activities=[{"code": "AO-01", "action": "AEI.01.01", "progress": draw(
            st.dictionaries(st.just("2023"), st.none() | st.integers(0, 300)))}],
        finance=[{"year": 2023, "programmed": draw(money), "executed": draw(money)}],
    )  # fmt: skip


def written(document):
    """The document as a file holds it: decimals with their digits."""
    if isinstance(document, dict):
        return {key: written(each) for key, each in document.items()}
    if isinstance(document, list):
        return [written(each) for each in document]
    return Written(str(document)) if isinstance(document, Decimal) else document


def held(found_lines):
    """What lines would write, without their rows: order and spaces aside."""
    outcome = decided([Line(0, **_parts(each)) for each in found_lines], {}, 2030)
    return {(each.kind, each.code): each for each in outcome.writes}


def _parts(line):
    # A table says besides how often an indicator is measured, which smd-plan/1 does not know.
    words = {k: w for k, w in line.words.items() if w not in {"", None} and k != "frequency"}
    years = {k: s for k, s in line.years.items() if s}
    return {"kind": line.kind, "code": line.code, "parent": line.parent, "words": words,
            "years": years, "refused": line.refused}  # fmt: skip


@given(documents_of_plans())
def test_any_plan_says_the_same_as_json_and_as_a_table(document):
    """What the tables hold between the two is made without a database: rows that were never stored."""
    head = Plan(code="PEI-2023-2025", first_year=2023, last_year=2025)
    given_lines = from_json.lines_of(written_json(written(document)).encode(), head)
    stored = in_memory(given_lines)
    again = parse(documents.file_of(stored), Written)
    assert held(from_json.lines_of(json_of(again), head)) == held(given_lines)
    headers, rows = to_table.table_of(stored)
    from_sheet = lines(to_xlsx(Sheet("Plan", headers, rows)), head)
    assert held(from_sheet) == held(given_lines)


def json_of(document):
    return written_json(document).encode()


def in_memory(found_lines):
    """A plan of rows that were never stored, everything in it published."""
    from smd_workshop.models import (
        Measurement,
        PlanAction,
        PlanActivity,
        PlanFinance,
        PlanIndicator,
        PlanObjective,
        PlanProgress,
        PlanTarget,
    )

    stored = Plan(code="PEI-2023-2025", name="", first_year=2023, last_year=2025)
    made, texts = {}, dict.fromkeys(
        ("executing_unit", "responsible", "updater", "source", "method", "collection",
         "justification", "limitations", "measure", "horizon"), "",
    )  # fmt: skip
    for each in found_lines:
        match each.kind:
            case Kind.PLAN:
                stored.name = each.words.get("name", "")
            case Kind.FINANCE:
                amounts = {name: years[2023] for name, years in each.years.items()}
                stored.finance.append(PlanFinance(year=2023, **amounts))
            case Kind.OBJECTIVE:
                made[each.code] = PlanObjective(code=each.code, type="", **named(each))
                stored.objectives.append(made[each.code])
            case Kind.ACTION:
                of = made[each.parent]
                made[each.code] = PlanAction(code=each.code, objective=of, unit="", **named(each))
                stored.actions.append(made[each.code])
            case Kind.INDICATOR:
                stored.indicators.append(
                    PlanIndicator(
                        code=each.code, action=made[each.parent], frequency="year", **texts,
                        **named(each),
                        targets=[
                            PlanTarget(year=y, value=v) for y, v in each.years["targets"].items()
                        ],
                        measurements=[
                            Measurement(period=str(y), value=v, state="published")
                            for y, v in each.years["values"].items()
                        ],
                    )
                )  # fmt: skip
            case Kind.ACTIVITY:
                progress = [
                    PlanProgress(year=y, value=v) for y, v in each.years["progress"].items()
                ]
                stored.activities.append(
                    PlanActivity(
                        code=each.code, action=made[each.parent], kind="activity",
                        progress=progress, **named(each),
                    )
                )  # fmt: skip
    return stored


def named(line):
    return {"name": ""} | dict(line.words)


@each_case("name", ["=1+1", "'=1+1", "''-x", "\u200b=x", "＝x", "'comillas'", "-", "@a"])
def test_a_name_that_looks_like_a_formula_comes_back_as_it_was(name):
    head = Plan(code="PEI-2023-2025", name=name, first_year=2023, last_year=2025)
    headers, rows = to_table.table_of(head)
    (line, *_rest) = lines(to_xlsx(Sheet("Plan", headers, rows)), head)
    assert line.words["name"] == name


def test_codes_that_ceplan_does_not_know_keep_their_spelling():
    assert recognised("AO-01") is None
    assert from_json.spelled("  AO-01 ") == "AO-01"
    assert from_json.spelled("AEI 2.3") == "AEI.02.03"


def test_the_day_decides_what_has_begun(empty):
    file = copy.deepcopy(SMALL)
    file["indicators"][0]["values"] = {"2024": 5}
    given_lines = from_json.lines_of(json.dumps(file).encode(), empty)
    verdicts = [imports.outcome_of(empty, given_lines, date(y, 6, 1)) for y in (2023, 2024)]
    assert [REFUSED in kinds(each) for each in verdicts] == [True, False]


@each_case("text", ["1.234", "-12.345", "0.125", "1234.567", "1E+3", "100.000"])
def test_a_number_that_a_form_shows_is_read_back_as_it_was(text):
    shown = from_form.written(Decimal(text))
    assert from_table.word_of("baseline_value", columns.Column(0, "", None, ""), shown) == Decimal(
        text
    )


def test_the_empty_workbook_of_a_plan_has_the_columns_that_are_to_be_filled(app):
    """Without the years nobody knows under which heading a target or a value is read."""
    headings, rows = to_table.table_of(begun(process_of()))
    assert {"Programado (S/)", "Ejecutado (S/)"} <= set(headings)
    money = [row[0] for row in rows if "Finanzas" in row]
    assert money == ["2023", "2024", "2025"], "a row for the money of each year"
    for year in (2023, 2024, 2025):
        assert {f"Logro esperado {year}", f"Valor obtenido {year}"} <= set(headings)
    assert {"Tipo", "Pertenece a", "Unidad de medida", "Frecuencia"} <= set(headings)


def test_every_word_that_the_workbook_lists_is_read_and_no_english_one_is_listed():
    _headings, rows = to_table.words_of()
    by_heading = {heading: key for key, (heading, *_more) in columns.HEADINGS.items()}
    read = {
        word: from_table.word_of(by_heading[heading], columns.Column(0, "", None, heading), word)
        for heading, words in rows
        for word in words.split(", ")
    }
    assert read["Máximo permisible"] == "at most" and read["Muy relevante-1"] == 1
    assert not read.keys() & set(map(str, read.values())), (
        "words of the program are taken, not taught"
    )
    sense = columns.Column(0, "sense", None, "Sentido")
    assert from_table.word_of("sense", sense, "at most") == "at most"


def test_a_verdict_says_what_a_code_is_called(app):
    plan, code = begun(process_of()), "IND.01.AEI.01.01"
    names = {each.code: each.name for each in brought(plan).verdicts}
    assert names[code] == "Áreas habilitadas"
    again = json.loads(json.dumps(SMALL))
    del again["indicators"][0]["name"]
    assert {each.code: each.name for each in brought(plan, again).verdicts}[code] == names[code]
