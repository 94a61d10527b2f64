"""A planner imports what reports in Peru print: a figure or a code that is misread changes the plan silently."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from each_case import each_case
from hypothesis import given
from hypothesis import strategies as st
from plans import YEAR, ZED_ILO

from smd_workshop.core.errors import Invalid
from smd_workshop.core.numbers import money
from smd_workshop.library.plan.codes import canonical, owner, recognised
from smd_workshop.library.plan.evaluation.evaluation import evaluate
from smd_workshop.library.plan.figures import read_figure
from smd_workshop.library.plan.passages import named
from smd_workshop.library.plan.quoted import quoted
from smd_workshop.library.plan.reading import plan_of
from smd_workshop.library.plan.spanish_names import in_spanish
from smd_workshop.library.plan.typed import IN_PARTS, IN_UNIT, how_read, read_in


@each_case(
    ("text", "value"),
    [
        ("S/ S/4'930,000", "4930000"),
        ("S/ 3'661,516.08", "3661516.08"),
        ("3´661,516", "3661516"),
        ("4'930,000", "4930000"),
        ("4,500", "4500"),
        ("1,234,567", "1234567"),
        ("1,234'567,890.00", "1234567890.00"),
        ("1'234'567,890", "1234567890"),
        ("999", "999"),
        ("(1 234,56)", "-1234.56"),
        ("(S/ 1,234.56)", "-1234.56"),
        ("(5)", "-5"),
        ("91,79 %", "91.79"),
        ("92.59 %", "92.59"),
        ("30%", "30"),
        ("0%", "0"),
        ("-3,5", "-3.5"),
        ("66.7", "66.7"),
        ("0,412", "0.412"),
        ("-0,125 %", "-0.125"),
        ("0,000", "0"),
    ],
)
def test_a_figure_is_read_as_peru_spells_it(text, value):
    assert read_figure(text) == Decimal(value)


@each_case(
    ("text", "measure", "value", "said"),
    [
        ("60 %", "Razón", "0.6", IN_PARTS), ("60 por ciento", "índice", "0.6", IN_PARTS),
        ("(60 %)", "Proporción", "-0.6", IN_PARTS), ("0.6", "Razón", "0.6", None),
        ("60 %", "Porcentaje", "60", None), ("60 %", "%", "60", None), ("60 %", "", "60", None),
        ("60 %", "empresas", "60", IN_UNIT), ("60", "empresas", "60", None), ("60", "S/", "60", None),
    ],
)  # fmt: skip
def test_a_percentage_is_read_in_its_unit_and_it_is_said_how(text, measure, value, said):
    told = how_read(text, measure)
    assert (read_in(text, measure), told.message if told else None) == (Decimal(value), said)


def test_a_percentage_is_no_money_and_one_reader_reads_what_is_typed():
    with pytest.raises(Invalid):
        read_in("60 %", "S/")
    readers = {
        path.name for folder in ("smd_workshop", "forms") for path in Path(folder).rglob("*.py")
        if re.search(r"import .*\bread_figure\b", path.read_text(encoding="utf-8"))
    }  # fmt: skip
    assert readers == {"typed.py", "passages.py"}, (
        "what people type is read in its unit, by read_in()"
    )


@each_case(
    "text",
    ["N/D", "n/d", "N.D.", "ND", "N/A", "S/D", "s.d.", "S/I", "-", "–", "—", "", "  ", "S/ -"],
)
def test_no_information_is_none_and_never_zero(text):
    assert read_figure(text) is None


@each_case(
    "text",
    [
        "1.234",
        "doce",
        "1'2",
        "12,34,567",
        "1e5",
        "NaN",
        "4'930,00",
        "((5",
        "()5",
        "5)",
        "0,125,000",
        "0.125,5",
    ],
)
def test_what_cannot_be_read_for_sure_is_refused_in_words(text):
    with pytest.raises(Invalid):
        read_figure(text)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    try:
        value = read_figure(text)
    except Invalid:
        return
    assert value is None or value.is_finite()


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_what_reports_write_is_read_back(value):
    assert read_figure(money(value)) == value


@each_case(
    ("spelling", "code"),
    [
        ("OEI 1", "OEI.01"), ("OEI 1:", "OEI.01"), ("OEI.01", "OEI.01"), ("oei 03", "OEI.03"),
        ("I", "OEI.01"), ("I.", "OEI.01"), ("III.", "OEI.03"), ("Objetivo Estratégico 02", "OEI.02"),
        ("AEI 1.1", "AEI.01.01"), ("AEI 1.1:", "AEI.01.01"), ("AEI.01.01", "AEI.01.01"),
        ("AEI 02.01", "AEI.02.01"), ("AEI.3.02", "AEI.03.02"), (" AEI  3.5 ", "AEI.03.05"),
        ("IND.01.AEI.01.01", "IND.01.AEI.01.01"), ("IND.01. AEI.01.01", "IND.01.AEI.01.01"),
        ("01.AEI.02.03", "IND.01.AEI.02.03"), ("IND.01.01.01", "IND.01.AEI.01.01"),
        ("IND.01.OEI.03", "IND.01.OEI.03"), ("IND.2.OEI.3", "IND.02.OEI.03"),
    ],
)  # fmt: skip
def test_any_spelling_of_the_evaluation_is_one_code(spelling, code):
    assert canonical(spelling) == code
    assert canonical(code) == code


@each_case(
    "text",
    ["", "AEI", "AEI.01", "OEI.01.02", "IND.01", "AO-01", "OEI.00", "AEI.1.0", "IND.1.AEI.1",
     "OEI.123", "AEI.٣.١", "IND.01.01", "IND.00.AEI.01.01", "XIIII"],
)  # fmt: skip
def test_what_is_no_code_is_refused_in_words(text):
    with pytest.raises(Invalid, match="is not a code such as"):
        canonical(text)


@given(st.text(alphabet="OEIAND. 0123456789:", max_size=20))
def test_a_code_that_was_read_reads_as_itself(text):
    code = recognised(text)
    assert code is None or recognised(code) == code


def test_a_code_says_what_it_belongs_to():
    assert owner("IND.01.AEI.02.03") == "AEI.02.03"
    assert owner("IND.01.OEI.02") == "OEI.02"
    assert owner("AEI 2.3") == "OEI.02"
    assert owner("OEI.02") is owner("AO-07") is None


def test_every_figure_has_a_spanish_name_that_means_it_and_no_other():
    """Who writes an evaluation in Spanish copies no English code; what was written with it before stays."""
    read = plan_of(ZED_ILO)
    figures = quoted(read, evaluate(read, YEAR), {})
    spanish = {in_spanish(name): name for name in figures}
    assert len(spanish) == len(figures)
    for own, name in spanish.items():
        assert named(own, figures) == named(own.upper(), figures) == named(name, figures) == name
        assert not {"weighted", "progress", "value", "mean"} & set(own.split("."))
    assert named("plan.ejecución_física.promedio", figures) == "plan.physical.mean"
    with pytest.raises(Invalid) as refused:
        named("plan.avance_pondrado", figures)
    assert "plan.avance_ponderado" in refused.value.params["close"]
