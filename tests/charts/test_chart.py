"""A chart must say the same as its table, reach every reader, and never carry anything that acts."""

import json
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from depth import cases
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smd_workshop.charts import svg as drawing
from smd_workshop.charts import text
from smd_workshop.charts.marks import MARKS, _luminance, mark, tones
from smd_workshop.charts.sheets import sheets
from smd_workshop.charts.spec import BarRow, Bars, Chart, DotRow, Dots, Stacked, StackedRow
from smd_workshop.charts.svg import NARROW, WIDE, svg
from smd_workshop.charts.vega import vega

SECTORS = (
    "Comunidades campesinas y originarias",
    "Sociedad civil",
    "Empresas mineras e industriales",
    "Gobierno Regional",
    "Municipalidades provinciales y distritales de la región Moquegua, con sus empresas",
)
BARS = Bars(
    "Acuerdo por sector",
    "% de acuerdo",
    tuple(
        BarRow(name, 20.5 * place, place, f"{place} de 10") for place, name in enumerate(SECTORS, 1)
    ),
    (0, 100),
)
DOTS = Dots(
    "Media",
    "Nota de 1 a 9",
    tuple(
        DotRow(
            f"F{n} " + "La información está dispersa y no se integra " * 2,
            5,
            4.25,
            6,
            "Debilidades",
        )
        for n in range(26)
    ),
    (1, 9),
    7,
)
STACKED = Stacked(
    "Respuestas",
    "Parte",
    ("1–3", "4–6", "7–9", "No sé"),
    (StackedRow("Comunidad", (1, 2, 7, 0)), StackedRow("Empresa", (0, 0, 0, 0))),
)
HOSTILE = (
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "]]>&amp;&#x3c;",
    "\u202eatsitros\u202c\u200f",
    "🙂👩‍👩‍👧",
    "\x00\x1b[31m\ufffe\ud800",
    "x" * 2_000,
    "url(http://example.com/x)",
    "=1+1",
    "",
)
ALLOWED = {"svg", "title", "g", "path", "line", "text", "tspan", "rect"}


def parse(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def words(drawn: str) -> str:
    return " ".join(
        "".join(e.itertext()) if local(e) == "tspan" else (e.text or "")
        for e in parse(drawn).iter()
    )


def assert_harmless(drawn: str) -> None:
    root = parse(drawn)
    for element in root.iter():
        assert local(element) in ALLOWED
        for name, value in element.attrib.items():
            assert name not in {"style", "href", "id"}
            assert not name.startswith("on")
            assert "{http://www.w3.org/1999/xlink}" not in name
            assert element is root or not re.search(r"url\(|javascript:|//", value)
    assert "<style" not in drawn
    assert "<script" not in drawn
    assert "currentColor" not in drawn
    assert "var(" not in drawn


@pytest.mark.parametrize("chart", [BARS, DOTS, STACKED])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_strict_policy_and_the_pdf_accept_every_drawing(chart: Chart, width: int) -> None:
    drawn = svg(chart, width)
    assert_harmless(drawn)
    root = parse(drawn)
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.title == root[0].text
    assert root.get("width") == str(width)


@pytest.mark.parametrize("label", HOSTILE)
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_hostile_words_come_out_harmless_and_bounded(label: str, width: int) -> None:
    charts: tuple[Chart, ...] = (
        Bars(label, label, (BarRow(label, 1, 1, label),)),
        Dots(label, label, (DotRow(label, 1, 0, 2, label),)),
        Stacked(label, label, (label, label), (StackedRow(label, (1, 2)),)),
    )
    for chart in charts:
        drawn = svg(chart, width)
        assert_harmless(drawn)
        assert len(drawn) < 25_000
        assert "\u202e" not in drawn
        assert "\x00" not in drawn


@settings(max_examples=cases(5, 150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=300), st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_any_words_and_numbers_can_be_drawn(label: str, value: float) -> None:
    assert_harmless(svg(Bars(label, label, (BarRow(label, value), BarRow("b", None)))))


def _spans(drawn: str) -> list[tuple[float, float, str]]:
    """Where each line of text begins and ends, by the shipped font: x from, x to, words."""
    spans = []

    def walk(element: ET.Element, x: float, style: dict[str, str]) -> None:
        style = {**style, **element.attrib}
        moved = re.match(r"translate\((-?[\d.]+)", element.get("transform", ""))
        x += float(moved.group(1)) if moved else 0
        if local(element) == "text":
            lines = [e.text or "" for e in element if local(e) == "tspan"] or [element.text or ""]
            size = float(style["font-size"].removesuffix("px"))
            assert size >= 11, "too small for a phone"
            weight: text.Weight = "bold" if style.get("font-weight") == "bold" else "regular"
            for line in lines:
                wide = text.width(line, size, weight) / text._SLACK
                anchor = style.get("text-anchor", "start")
                start = (
                    x
                    + float(element.get("x", "0"))
                    - {"start": 0, "middle": wide / 2, "end": wide}[anchor]
                )
                spans.append((start, start + wide, line))
        for child in element:
            walk(child, x, style)

    walk(parse(drawn), 0, {})
    return spans


@pytest.mark.parametrize("chart", [BARS, DOTS, STACKED])
@pytest.mark.parametrize("width", [NARROW, 640, WIDE])
def test_no_label_is_cut_at_the_left_or_the_right(chart: Chart, width: int) -> None:
    spans = _spans(svg(chart, width))
    assert len(spans) > len(chart.rows)
    for start, end, line in spans:
        assert -0.5 <= start <= end <= width + 0.5, line


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_long_spanish_label_is_read_to_its_last_word(width: int) -> None:
    said = words(svg(BARS, width))
    for name in SECTORS:
        assert all(word in said for word in name.split())


def test_sectors_differ_in_shape_and_not_only_in_colour() -> None:
    assert (
        len({m.shape for m in MARKS})
        == len({m.sign for m in MARKS})
        == len({m.colour for m in MARKS})
        == 6
    )
    assert mark(7) == mark(1)
    outlines = set()
    for place in range(1, 7):
        drawn = svg(Bars("t", "u", (BarRow("a", 1, place),)), NARROW)
        filled = [
            e.get("d", "") for e in parse(drawn).iter() if e.get("fill") == mark(place).colour
        ]
        assert len(filled) == 2, "a bar and its shape"
        outlines.update(filled)
    assert len(outlines) == 7, "the same bar six times, and six shapes"


def test_a_scale_is_told_apart_in_grey_print() -> None:
    for count in (2, 3, 4, 5):
        seen = [_luminance(tone) for tone in tones(count)]
        assert all(abs(a - b) > 0.05 for a, b in pairwise(seen))


def test_every_chart_is_also_a_table() -> None:
    assert BARS.table().headers == ("Option", "% de acuerdo", "Note")
    assert BARS.table().rows[1] == ("Sociedad civil", 41.0, "2 de 10")
    assert DOTS.table().rows[0][2:] == (5, 4.25, 6)
    assert STACKED.table().rows[0] == ("Comunidad", 1, 2, 7, 0, 10)
    for chart in (BARS, DOTS, STACKED):
        table = chart.table()
        assert all(len(row) == len(table.headers) for row in table.rows)


def test_figures_stand_in_the_drawing_as_in_the_table() -> None:
    said = words(svg(DOTS))
    assert "5.0" in said
    assert "4.3 – 6.0" in said
    assert "n = 10" in words(svg(STACKED))


def test_nothing_to_show_is_a_dash_and_not_a_zero() -> None:
    chart = Bars("t", "u", (BarRow("oculto", None), BarRow("dos", 2)))
    assert "–" in words(svg(chart))
    assert chart.table().rows[0] == ("oculto", None)


@pytest.mark.parametrize(
    "chart",
    [
        Bars("t", "u", ()),
        Dots("t", "", ()),
        Stacked("t", "u", (), ()),
        Bars("t", "u", (BarRow("a", 0),)),
        Bars("t", "u", (BarRow("a", -3), BarRow("b", 2))),
        Dots("t", "u", (DotRow("a", None),), reference=3),
    ],
)
def test_empty_zero_and_negative_charts_are_drawn(chart: Chart) -> None:
    assert_harmless(svg(chart, NARROW))


def test_impossible_numbers_are_refused_where_they_enter() -> None:
    for build in (
        lambda: Bars("t", "u", (BarRow("a", float("nan")),)),
        lambda: Dots("t", "u", (), reference=float("inf")),
        lambda: Bars("t", "u", (), (2, 2)),
        lambda: Stacked("t", "u", ("a", "b"), (StackedRow("r", (1,)),)),
        lambda: Stacked("t", "u", ("a",), (StackedRow("r", (-1,)),)),
    ):
        with pytest.raises(ValueError):
            build()


def test_translation_reaches_every_text_and_never_asks_for_the_empty_one() -> None:
    asked: list[str] = []

    def shout(message: str) -> str:
        asked.append(message)
        return message.upper()

    chart = Dots("title", "unit", (DotRow("label", 1, group=""),)).translated(shout)
    assert (chart.title, chart.unit, chart.rows[0].label, chart.rows[0].group) == (
        "TITLE",
        "UNIT",
        "LABEL",
        "",
    )
    assert "" not in asked


def test_the_specification_carries_its_data_and_loads_nothing() -> None:
    spec = json.dumps(vega(BARS))
    assert "Sociedad civil" in spec
    assert "url" not in json.loads(spec)
    assert spec.count("http") == spec.count("https://vega.github.io/schema/") == 1


def test_a_page_pays_once_for_a_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    first = svg(BARS)
    monkeypatch.setattr(drawing, "_render", lambda spec: pytest.fail("drawn twice"))
    assert svg(BARS) == first


def test_the_store_of_drawings_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "KEPT", 3)
    for value in range(6):
        svg(Bars("t", "u", (BarRow("a", value),)))
    assert len(drawing._drawn) <= 3


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_labels_are_measured_with_the_font_that_is_shipped(weight: str) -> None:
    font = TTFont(text.FONTS / f"NotoSans-{weight.title()}.ttf")
    widths = font["hmtx"].metrics
    cmap = font.getBestCmap()
    for sign, wide in text._widths()[weight].items():
        assert wide == pytest.approx(
            widths[cmap[ord(sign)]][0] / font["head"].unitsPerEm, abs=0.001
        )


def test_the_fonts_know_the_letters_and_signs_of_the_region() -> None:
    latin = TTFont(text.FONTS / "NotoSans-Regular.ttf").getBestCmap().keys()
    bold = TTFont(text.FONTS / "NotoSans-Bold.ttf").getBestCmap().keys()
    signs = TTFont(text.FONTS / "NotoSansSigns-Regular.ttf").getBestCmap().keys()
    for letter in "áéíóúüñÁÉÍÓÚÜÑ¿¡’‘“”«»–—…ʼäïöÄÏÖ%°ºª½":
        assert ord(letter) in latin & bold, letter
    for sign in "✓◐✕●▲■◆✚✱☐→≥≤−":
        assert ord(sign) in signs, sign
    assert sum(f.stat().st_size for f in text.FONTS.iterdir()) < 1_500_000
    assert "SIL OPEN FONT LICENSE" in (text.FONTS / "OFL.txt").read_text()


def test_a_group_that_goes_on_in_the_next_sheet_is_not_named_twice() -> None:
    rows = tuple(
        DotRow(f"{g}{n}", 5, 4, 6, group=name)
        for g, name in (("F", "Fuertes"), ("D", "Flojos"))
        for n in range(6)
    )
    parts = sheets(Dots("t", "u", rows), 640, 150)
    assert len(parts) > 3
    drawn = [words(svg(part, 640, foot=part is parts[-1])) for part in parts]
    assert sum("Fuertes" in each for each in drawn) == 1
    assert sum("Flojos" in each for each in drawn) == 1
    for n in range(6):
        assert sum(f"F{n}" in each for each in drawn) == 1
    # The numbers of the scale stand once, below the last.
    feet = [vega(part, 640, foot=part is parts[-1])["padding"]["bottom"] for part in parts]
    assert feet[-1] > 0 and set(feet[:-1]) == {0}
