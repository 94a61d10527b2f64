"""A text names the figures of a plan instead of copying them, so that it cannot say anything else than the tables."""

from decimal import Decimal
from fractions import Fraction

import pytest
from each_case import each_case
from plans import ZED_ILO

from smd_workshop.core.errors import Invalid
from smd_workshop.library.plan.evaluation.evaluation import evaluate
from smd_workshop.library.plan.evaluation.lights import Light
from smd_workshop.library.plan.passages import LONGEST, Piece, blocks_of, by_hand, named, pieces_of
from smd_workshop.library.plan.quoted import honest, quoted, stated
from smd_workshop.library.plan.reading import plan_of


@pytest.fixture(scope="module")
def figures():
    plan = plan_of(ZED_ILO)
    return quoted(plan, evaluate(plan, 2023), {"IND.01.AEI.02.01": "%"})


def test_the_figures_of_the_printed_evaluation_stand_under_their_names(figures):
    shown = {
        "plan.weighted": "95.10", "plan.physical.mean": "92.59", "plan.finance.percent": "74.27",
        "OEI.02.outcome": "24.4", "OEI.02.rollup": "90.0", "AEI.02.01.progress": "50.0",
        "AEI.02.01.physical": "100.0", "AEI.03.02.progress": "66.7", "AEI.03.02.physical": "50.0",
        "plan.lights.red": "2", "plan.lights.green": "10", "plan.lights.all": "12",
        "plan.physical.lights.all": "27", "plan.critical": "2", "IND.01.AEI.02.03.value": "116",
        "IND.01.AEI.02.03.type_1_uncapped": "828.57", "plan.finance.executed": "3'661,516.08",
        "plan.finance.unspent": "1'268,483.92", "IND.01.OEI.02.value": "6.11",
    }  # fmt: skip
    assert {name: figures[name].shown for name in shown} == shown
    assert figures["plan.weighted"].exact == Fraction(29100, 306)
    assert figures["plan.weighted"].light is Light.GREEN
    assert figures["AEI.02.01.progress"].light is Light.RED


def test_what_nobody_knows_has_no_number_and_a_reason(figures):
    unknown = figures["OEI.01.outcome"]
    assert (unknown.shown, unknown.exact, unknown.light) == (None, None, Light.NONE)
    assert unknown.reason
    assert figures["IND.01.AEI.01.01.baseline"].shown is None


@each_case(
    ("value", "places", "written"),
    [
        (Fraction("94.96"), 1, "94.96"),
        (Fraction("94.94"), 1, "94.9"),
        (Fraction("74.9996"), 2, "74.9996"),
        (Fraction("95"), 1, "95.0"),
        (Fraction("0.04"), 1, "0.0"),
        (95 - Fraction(1, 10**30), 2, "94.999999999999"),
    ],
)
def test_no_figure_is_rounded_into_another_light(value, places, written):
    assert honest(value, places) == written


def test_numbers_of_the_plan_keep_the_decimals_that_they_came_with():
    assert stated(Decimal("40.50")) == "40.50"
    assert stated(Decimal(4930000)) == "4'930,000"
    assert stated(None) is None


@pytest.mark.parametrize(
    ("reference", "name"),
    [
        ("AEI.02.01.progress", "AEI.02.01.progress"),
        ("  AEI.02.01.progress ", "AEI.02.01.progress"),
        ("AEI 2.1.progress", "AEI.02.01.progress"),
        ("AEI.2.01.physical", "AEI.02.01.physical"),
        ("IND.01.02.03.value", "IND.01.AEI.02.03.value"),
        ("OEI 2.outcome", "OEI.02.outcome"),
        ("plan.physical.lights.red", "plan.physical.lights.red"),
    ],
)
def test_a_reference_is_found_in_any_spelling_of_its_code(figures, reference, name):
    assert named(reference, figures) == name


@pytest.mark.parametrize(
    "text",
    [
        "{{ AEI.09.01.progress }}", "{{ AEI.02.01.light_of_hope }}", "{{ }}", "{{ plan }}",
        "{{ AEI.02.01.progress", "AEI.02.01.progress }}", "{{ {{ plan.weighted }}",
        "{{ plan.__class__ }}", "{{ plan.weighted | safe }}", "{% for x in y %}{{ x }}{% endfor %}",
        "x" * (LONGEST + 1),
    ],
)  # fmt: skip
def test_what_is_no_reference_is_refused_with_a_sentence(figures, text):
    with pytest.raises(Invalid) as refused:
        blocks_of(text, figures)
    assert refused.value.message.strip()


def test_who_mistypes_a_name_is_told_the_ones_that_are_alike(figures):
    with pytest.raises(Invalid) as refused:
        named("AEI.02.01.progres", figures)
    assert "AEI.02.01.progress" in refused.value.params["close"]


def test_a_passage_is_paragraphs_and_lists(figures):
    text = "Primera\nlínea.\n\n- uno {{ plan.critical }}\n- dos\n  sigue\n\nFin: {{plan.weighted}}."
    first, points, last = blocks_of(text, figures)
    assert first.points == ((Piece("Primera línea."),),) and not first.is_list
    assert points.is_list
    assert points.points == (
        (Piece("uno "), Piece(figure="plan.critical")), (Piece("dos sigue"),),
    )  # fmt: skip
    assert last.points[0] == (Piece("Fin: "), Piece(figure="plan.weighted"), Piece("."))
    assert blocks_of(" \n\n ", figures) == ()
    assert pieces_of("", figures) == ()


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("alcanzó el 50 % de lo previsto", ["50 %"]),
        ("alcanzó 66.66% y 6,11 por ciento", ["66.66%", "6,11 por ciento"]),
        ("gastó S/ 3'661,516.08.", ["S/ 3'661,516.08"]),
        ("gastó S/4'930,000, todo", ["S/4'930,000"]),
        ("son 12 acciones del año 2023", []),
        ("llegó a {{ plan.weighted }}", []),
    ],
)
def test_percentages_and_amounts_that_were_typed_are_noticed(figures, text, typed):
    assert [each.text for each in by_hand(blocks_of(text, figures), figures)] == typed


def test_what_was_typed_is_told_with_the_figures_it_may_be(figures):
    like = {
        each.text: each.like
        for each in by_hand(blocks_of("66.7 %, 66.66 %, S/ 4'930,000", figures), figures)
    }
    assert "AEI.03.02.progress" in like["66.7 %"]
    assert like["66.66 %"] == (), "cut, not rounded: no figure of the plan"
    assert like["S/ 4'930,000"] == ("plan.finance.programmed",)


def test_however_many_numbers_were_typed_the_figures_are_rounded_once(figures):
    class Counted(dict):
        read = 0

        def items(self):
            self.read += 1
            return super().items()

    counted = Counted(figures)
    assert len(by_hand(blocks_of("1% " * 6_000, counted), counted)) == 6_000
    assert counted.read == 1


@pytest.mark.parametrize("text", ["1" * LONGEST, "1.5" * (LONGEST // 3), "1" * 9_999 + " " * 9_999])
def test_a_row_of_digits_is_read_once_and_is_no_percentage(figures, text):
    assert by_hand(blocks_of(text, figures), figures) == []


def test_a_number_between_quotes_or_behind_a_point_is_noticed(figures):
    typed = by_hand(blocks_of("'24.4 %' y .5 %", figures), figures)
    assert [each.text for each in typed] == ["24.4 %", "5 %"]


def test_references_inside_one_another_are_none(figures):
    for text in ("{{" * (LONGEST // 2), "{{ {{ plan.weighted }} }}"):
        with pytest.raises(Invalid):
            blocks_of(text, figures)
