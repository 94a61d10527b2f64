"""A chart must say the same as its table, reach every reader, and never carry anything that acts."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import vl_convert
from depth import cases
from each_case import each_case
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smd_workshop.core import caching
from smd_workshop.library.charts import text
from smd_workshop.library.charts.alone import alone
from smd_workshop.library.charts.marks import MARKS, PAPER, _luminance, mark, tones
from smd_workshop.library.charts.sheets import sheets
from smd_workshop.library.charts.spec import (
    BarRow,
    Bars,
    Chart,
    Diverging,
    DotRow,
    Dots,
    Map,
    Place,
    Stacked,
    StackedRow,
)
from smd_workshop.library.charts.svg import NARROW, WIDE, svg
from smd_workshop.library.charts.vega import vega

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
DIVERGING = Diverging(
    "Conformidad",
    "Parte",
    ("Nada", "Regular", "Muy conforme", "No aplica"),
    (StackedRow("Trato", (1, 2, 7, 3)), StackedRow("Plazos", (0, 0, 0, 2))),
)
MAP = Map(
    "Importancia y desempeño",
    "Importancia",
    "Desempeño",
    (Place("Trato", 4.5, 2.0), Place("Plazos", 2.0, 4.0), Place("Oculto", None, 3.0)),
    ((1, 5), (1, 5)),
    (3, 3),
    ("Exceso", "Seguir", "Baja", "Concentrarse"),
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
ALLOWED = {"svg", "title", "g", "path", "line", "text", "rect"}


def parse(drawn: str) -> ET.Element:
    return ET.fromstring(drawn)


def local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def words(drawn: str) -> str:
    return " ".join(e.text or "" for e in parse(drawn).iter())


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


@pytest.mark.parametrize("chart", [BARS, DOTS, STACKED, DIVERGING, MAP])
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

    for group in (e for e in parse(drawn) if local(e) == "g"):
        size = float(group.attrib["font-size"].removesuffix("px"))
        assert size >= 11, "too small for a phone"
        weight: text.Weight = "bold" if group.attrib["font-weight"] == "bold" else "regular"
        for element in group:
            line = element.text or ""
            wide = text.width(line, size, weight) / text._SLACK
            before = {"start": 0, "middle": wide / 2, "end": wide}[group.attrib["text-anchor"]]
            start = float(element.attrib["x"]) - before
            spans.append((start, start + wide, line))
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
        == 7
    )
    assert mark(8) == mark(1)
    outlines = set()
    for place in range(1, 8):
        drawn = svg(Bars("t", "u", (BarRow("a", 1, place),)), NARROW)
        filled = [e.get("d", "") for e in parse(drawn) if e.get("fill") == mark(place).colour]
        assert len(filled) == 2, "a bar and its shape"
        outlines.update(filled)
    assert len(outlines) == 8, "the same bar seven times, and seven shapes"


def test_a_scale_is_told_apart_in_grey_print() -> None:
    for count in (2, 3, 4, 5):
        seen = [_luminance(tone) for tone in tones(count)]
        assert all(abs(a - b) > 0.05 for a, b in pairwise(seen))


def boxes(drawn: str) -> list[tuple[float, float]]:
    """Left and right edges of the segments as wide as they are high or wider, from left to right; keys left out."""
    found = [e for e in parse(drawn).iter() if e.tag.endswith("rect") and e.get("height") == "20"]
    return [(float(e.get("x", 0)), float(e.get("x", 0)) + float(e.get("width", 0))) for e in found]


def test_a_scale_is_drawn_around_its_middle_and_what_does_not_apply_is_not_drawn() -> None:
    drawn = svg(DIVERGING, WIDE)
    against, middle, favour = boxes(drawn)
    zero = (middle[0] + middle[1]) / 2
    half = (favour[1] - zero, zero - against[0])
    assert half[0] / half[1] == pytest.approx((7 + 1) / (1 + 1), abs=0.05)
    words = [e.text for e in parse(drawn).iter() if e.tag.endswith("text")]
    assert "n = 10" in words and "No aplica" not in words
    assert DIVERGING.table().rows[0] == ("Trato", 1, 2, 7, 3, 13)


def test_places_of_a_map_are_numbered_as_in_its_table_and_what_is_hidden_is_not_drawn() -> None:
    written = [e for e in parse(svg(MAP, WIDE)).iter() if e.tag.endswith("text")]
    at = {e.text: (float(e.get("x", 0)), float(e.get("y", 0))) for e in written[::-1] if e.text}
    white = [
        e
        for e in parse(svg(MAP, WIDE)).iter()
        if e.get("font-weight") == "bold" and e.get("fill") == "#ffffff"
    ]
    assert [each.text for group in white for each in group] == ["1", "2"]
    assert at["Concentrarse"][0] > at["Baja"][0] and at["Concentrarse"][1] > at["Seguir"][1]
    assert MAP.table().rows[2] == (3, "Oculto", None, 3.0)


@pytest.mark.parametrize("wrong", [{"cut": (1, float("nan"))}, {"domain": ((1, 1), (1, 5))}])
def test_a_map_of_numbers_that_cannot_be_drawn_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="finite"):
        replace(MAP, **wrong)


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


@each_case(
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


UNEVEN_BARS = Bars(
    "t", "u", (BarRow("a", -12.5), BarRow("b", 40), BarRow("nada", None), BarRow("b", 81.25, 2))
)
UNEVEN_DOTS = Dots(
    "t", "u", (DotRow("a", 2, 1.5, 4), DotRow("b", 8.5, 6, 9), DotRow("c", 5, group="g")), (1, 9), 7
)
UNEVEN_SHARES = Stacked(
    "t", "u", ("no", "sí", "no sé"), (StackedRow("a", (1, 2, 5)), StackedRow("b", (0, 3, 1)))
)


def _drawn_by_vega(chart: Chart) -> list[list[float]]:
    """Where a Vega-Lite viewer draws bars, intervals and dots: from, to, in pixels."""
    found = []

    def walk(node: object) -> None:
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict):
            if node.get("role") == "mark" and node.get("marktype") in {"rect", "rule", "symbol"}:
                for item in node["items"]:
                    wide = item.get("width", item.get("x2", item["x"]) - item["x"])
                    found.append([item["x"], item["x"] + wide])
            walk(list(node.values()))

    walk(vl_convert.vegalite_to_scenegraph(vega(chart), vl_version="5.20"))
    return found


def _drawn_by_us(chart: Chart) -> list[list[float]]:
    found = []
    for e in parse(svg(chart)):
        if local(e) == "rect" and e.get("height") != "12":  # not the key
            found.append([float(e.attrib["x"]), float(e.attrib["x"]) + float(e.attrib["width"])])
        elif local(e) == "line" and (e.get("stroke-width") == "3" or e.get("stroke-dasharray")):
            found.append([float(e.attrib["x1"]), float(e.attrib["x2"])])
        elif local(e) == "path" and isinstance(chart, Dots):
            x = float(re.findall(r"[\d.]+", e.attrib["transform"])[0])
            found.append([x, x])
    return found


@pytest.mark.parametrize("chart", [UNEVEN_BARS, UNEVEN_DOTS, UNEVEN_SHARES])
def test_whoever_draws_the_specification_anew_sees_the_same_picture(chart: Chart) -> None:
    ours, theirs = _drawn_by_us(chart), _drawn_by_vega(chart)
    shares = []
    for drawn in (ours, theirs):
        wide = [span for span in drawn if span[0] != span[1] or isinstance(chart, Dots)]
        low, high = min(min(wide)), max(max(span) for span in wide)
        shares.append(sorted([(x - low) / (high - low) for x in span] for span in wide))
    assert shares[0] == [pytest.approx(span, abs=0.001) for span in shares[1]]


@pytest.mark.parametrize("chart", [BARS, MAP], ids=["bars", "map"])
def test_a_file_says_by_itself_what_it_shows_on_a_ground_of_its_own(chart: Chart) -> None:
    root = ET.fromstring(alone(chart))
    ground, words = root[1], " ".join(root.itertext())
    assert ground.tag.endswith("rect") and ground.get("fill") == PAPER
    assert root.get("viewBox").split()[2:] == [ground.get("width"), ground.get("height")]
    assert words.count(chart.title.split()[0]) >= 2, "named, and drawn"
    told = vega(chart)
    assert " ".join(told["title"]["text"]) == chart.title
    if chart is MAP:
        for n, place in enumerate(chart.places, 1):
            assert (f"{n}: {place.label}" in words) == (place.across is not None)
            assert (f"{n}: {place.label}" in " ".join(told["title"]["subtitle"])) == (
                place.across is not None
            )
    else:
        noted = replace(chart, rows=(replace(chart.rows[0], value=None, note="Incompleto"),))
        (row,) = vega(noted)["data"]["values"]
        assert row["said"] == "– · Incompleto", "and drawn at the end of its bar"


def test_rows_of_one_name_are_drawn_apart_and_an_empty_row_keeps_its_line() -> None:
    rows = vega(UNEVEN_BARS)["encoding"]["y"]["scale"]["domain"]
    assert rows == ["a", "b", "nada", "b\n(2)"]


def test_a_page_pays_once_for_a_chart() -> None:
    assert svg(replace(BARS)) is svg(BARS)
    (drawings,) = (cache for cache in caching.caches() if cache.name == "drawings")
    assert 0 < len(drawings) <= drawings.most, "the memory of a worker is bounded"


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
    for sign in "✓◐✕●▲■◆✚✱▬☐→≥≤−":
        assert ord(sign) in signs, sign
    assert sum(f.stat().st_size for f in text.FONTS.iterdir()) < 1_500_000
    assert "SIL OPEN FONT LICENSE" in (text.FONTS / "OFL.txt").read_text()


def test_a_group_that_goes_on_in_the_next_sheet_is_not_named_twice() -> None:
    rows = tuple(
        DotRow(f"{g}{n}", 5, 4, 6, group=name)
        for g, name in (("F", "Fuertes"), ("D", "Flojos"))
        for n in range(6)
    )
    drawn = [words(each) for each in sheets(Dots("t", "unidad", rows), 640, 150)]
    assert len(drawn) > 3
    assert sum("Fuertes" in each for each in drawn) == 1
    assert sum("Flojos" in each for each in drawn) == 1
    for n in range(6):
        assert sum(f"F{n}" in each for each in drawn) == 1
    assert ["unidad" in each for each in drawn] == [False] * (len(drawn) - 1) + [True], (
        "the numbers of the scale stand once, below the last"
    )


def test_the_sheets_of_a_chart_share_one_scale_one_column_of_labels_and_their_height() -> None:
    rows = (*(BarRow(f"r{n}", n) for n in range(12)), BarRow("Un nombre bastante más largo", 40))
    drawn = sheets(Bars("t", "u", rows), 640, 200)
    assert len(drawn) > 1
    grids = {tuple(e.get("x1") for e in parse(each) if local(e) == "line") for each in drawn}
    assert len(grids) == 1
    assert all(float(parse(each).attrib["height"]) <= 200 for each in drawn)
    bars = [e for each in drawn for e in parse(each) if local(e) == "rect"]
    assert len(bars) == len(rows)


@pytest.mark.parametrize("chart", [BARS, DOTS])
def test_the_sheets_laid_below_one_another_are_the_whole_drawing(chart: Chart) -> None:
    drawn = sheets(chart, 640, 150)
    assert len(drawn) > 1
    heights = [float(parse(each).attrib["height"]) for each in (*drawn, svg(chart, 640))]
    assert sum(heights[:-1]) == pytest.approx(heights[-1])


def test_each_sheet_of_shares_names_the_colours() -> None:
    rows = tuple(replace(STACKED.rows[0], label=f"r{n}") for n in range(20))
    drawn = sheets(replace(STACKED, rows=rows), 640, 200)
    assert len(drawn) > 1
    assert all("No sé" in words(each) for each in drawn)


def test_a_row_higher_than_a_sheet_has_one_of_its_own() -> None:
    rows = tuple(BarRow("palabra " * 40, n) for n in range(3))
    assert len(sheets(Bars("t", "u", rows), NARROW, 60)) == 3
    assert len(sheets(Bars("t", "u", ()), NARROW, 60)) == 1


def test_a_chart_of_a_thousand_rows_is_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Laid out anew for each sheet, a long annex would take minutes."""
    asked = []
    monkeypatch.setattr(
        text, "wrap", lambda *a, whole=text.wrap, **k: asked.append(a) or whole(*a, **k)
    )
    sheets(Bars("t", "", tuple(BarRow(f"r{n}", n) for n in range(1_000))), 640, 220)
    assert len(asked) == 1_000


@pytest.mark.parametrize(
    ("domain", "said"),
    [((1, 9), "1 3 5 7 9"), ((0, 100), "0 20 40 60 80 100"), ((0, 0.3), "0.00 0.05")],
)
def test_the_scale_begins_with_its_lowest_value_and_goes_in_round_steps(
    domain: tuple[float, float], said: str
) -> None:
    numbers = [line for _, _, line in _spans(svg(Dots("t", "", (DotRow("a", None),), domain)))]
    assert said in " ".join(numbers)


def test_the_numbers_of_the_scale_do_not_run_into_each_other() -> None:
    for width in (NARROW, WIDE):
        drawn = svg(Bars("t", "", (BarRow("a", 3.2e9), BarRow("b", 9.9e14))), width)
        below = max(float(e.attrib["y"]) for e in parse(drawn).iter() if local(e) == "text")
        foot = {e.text for e in parse(drawn).iter() if e.get("y") == f"{below:g}"}
        spans = sorted(span for span in _spans(drawn) if span[2] in foot)
        assert len(spans) > 1
        assert all(left[1] < right[0] for left, right in pairwise(spans))
