"""Every figure of a wave as rows of a table: the same facts as on its page and in its report."""

from collections.abc import Iterator
from typing import Any, Final

from reports import tables
from smd_workshop.library.survey.dispositions import CODES
from smd_workshop.library.survey.questions import kinds
from smd_workshop.surveys.figures.question_facts import QuestionFacts
from smd_workshop.surveys.results.facts import Facts, ItemFacts

#: language → what the columns are called; programs may read them, so they stand here and not in the catalogue.
HEADERS: Final = {
    "en": ("who", "code", "question", "figure", "answer", "value", "of", "unit", "low", "high", "margin_of"),
    "es": ("quienes", "codigo", "pregunta", "cifra", "respuesta", "valor", "de", "unidad", "desde", "hasta", "margen_de"),
}  # fmt: skip
#: language → column → word in its cells → what it is called; other languages have the names of the result.
WORDS: Final[dict[str, dict[str, dict[str, str]]]] = {
    "es": {
        "who": {"asked": "a quienes se preguntó", "link for anybody": "enlace para cualquiera"},
        "figure": {
            "rr1": "tasa de respuesta RR1", "rr2": "tasa de respuesta RR2", "complete": "completas",
            "partial": "parciales", "broken_off": "sin terminar", "not_invited": "sin invitación",
            "silent": "invitados que no respondieron", "undelivered": "carta devuelta",
            "top": "respuestas en lo más alto", "count": "cuántos", "mean": "promedio", "gap": "brecha",
            "promoters": "promotores", "passives": "pasivos", "detractors": "detractores", "nps": "NPS",
            "answered": "respondieron", "not_applicable": "no aplica", "missing": "sin respuesta",
            "mean_place": "puesto promedio", "first_place": "primer puesto", "days": "fechas",
            "p5": "percentil 5", "lower_quartile": "primer cuartil", "median": "mediana",
            "upper_quartile": "tercer cuartil", "p95": "percentil 95",
        },
        "unit": {
            "people": "personas", "answers": "respuestas", "point": "punto de la escala", "place": "puesto",
            "score": "puntaje", "number": "número",
        },
        "margin_of": {
            "share": "proporción", "people of the population": "personas de la población",
            "share of others like these": "proporción de otros como estos",
        },
    },
}  # fmt: skip
SIMULATED: Final = {"en": "simulated", "es": "simulado"}
ASKED: Final = "asked"
OPEN: Final = "link for anybody"
PEOPLE: Final = "people"
ANSWERS: Final = "answers"

_Row = tuple[tables.Cell, ...]


def to_csv(told: Facts, language: str = "en", *, simulated: bool = False) -> bytes:
    """Return the table as CSV with a mark by which Excel knows the letters; what is not shown has no row.

    `simulated`: nobody gave the answers, which each row says.
    """
    headers = HEADERS.get(language, HEADERS["en"])
    known = [WORDS.get(language, {}).get(column, {}) for column in HEADERS["en"]]
    said = [
        [words.get(str(cell), cell) for words, cell in zip(known, row, strict=True)]
        for row in rows(told)
    ]
    if not simulated:
        return tables.to_csv(headers, said, bom=True)
    drawn = SIMULATED.get(language, SIMULATED["en"])
    return tables.to_csv((*headers, drawn), [(*row, True) for row in said], bom=True)


def rows(told: Facts) -> list[_Row]:
    """Return (who, code, question, figure, answer, value, of, unit, low, high, what the margin is of) of each figure.

    Margins of people of the population are counts of them; all others are shares.
    """
    apart = [row for each in told.questions_apart for row in _question(each, OPEN)]
    if told.shown.nothing:
        return apart  # those who came by a link for anybody may be enough where those who were asked are not
    who = OPEN if told.self_selected else ASKED
    return [
        *_headline(told, who),
        *(row for item in _items(told) for row in _item(item, who)),
        *_recommended(told, who),
        *(
            (who, each.code, each.text, "gap", "", each.gap, each.n, "point", None, None, "")
            for each in told.expected
        ),
        *(row for each in told.questions for row in _question(each, who)),
        *apart,
    ]


def _headline(told: Facts, who: str) -> Iterator[_Row]:
    became = told.origin.became
    if became is not None:
        for name, part in (("rr1", became.complete), ("rr2", became.answered)):
            yield (who, "", "", name, "", part, became.asked, PEOPLE, None, None, "")
        for name, code in CODES.items():
            many = getattr(became, name)
            yield (who, code, "", name, "", many, became.asked, PEOPLE, None, None, "")
    found = told.figures.get("headline")
    if found and found["denominator"]:
        yield (
            who,
            "",
            "",
            "top",
            "",
            found["numerator"],
            found["denominator"],
            ANSWERS,
            *_ends(found["interval"]),
            "share",
        )
    for each in told.dimensions:
        if each.figures and each.figures["top"]["n"]:
            top = each.figures["top"]
            yield (
                who, each.code, each.name, "top", "", top["k"], top["n"], ANSWERS,
                *_ends(top["interval"]), "share",
            )  # fmt: skip


def _items(told: Facts) -> Iterator[ItemFacts]:
    for dimension in told.dimensions:
        yield from dimension.items
    yield from told.outside


def _item(item: ItemFacts, who: str) -> Iterator[_Row]:
    of: Any = item.figures
    if not of:
        return
    for point, many in of["distribution"].items():
        yield (who, item.code, item.text, "count", point, many, of["n"], PEOPLE, None, None, "")
    yield (
        who,
        item.code,
        item.text,
        "top",
        "",
        of["top"]["k"],
        of["top"]["n"],
        PEOPLE,
        *_ends(of["top"]["wilson"]),
        "share",
    )
    yield (who, item.code, item.text, "mean", "", of["mean"], None, "point", None, None, "")


def _recommended(told: Facts, who: str) -> Iterator[_Row]:
    """Yield who would recommend, and the score, from −1 to 1."""
    of: Any = told.figures.get("nps")
    if not of:
        return
    for name in ("promoters", "passives", "detractors"):
        yield (who, of["item"], "NPS", name, "", of[name], of["n"], PEOPLE, None, None, "")
    ends = _ends(of["interval"])
    yield (who, of["item"], "NPS", "nps", "", of["score"], None, "score", *ends, "share")


def _question(of: QuestionFacts, who: str) -> Iterator[_Row]:
    here = (who, of.code, of.text)
    if of.hidden:
        return
    for name, many in (("answered", of.n), ("not_applicable", of.na), ("missing", of.missing)):
        yield (*here, name, "", many, of.asked, PEOPLE, None, None, "")
    for line in of.lines:
        margin = (*_ends(line.margin), line.margin_of)
        yield (*here, "count", line.label, line.k, line.n, PEOPLE, *margin)
    for place in of.places:
        mean = (place.mean_place, place.ranked, "place")
        yield (*here, "mean_place", place.label, *mean, None, None, "")
        yield (*here, "first_place", place.label, place.first, of.n, PEOPLE, None, None, "")
    for span in of.spans:
        period = f"{span.first or ''}/{span.last or ''}"
        yield (*here, "days", period, span.k, span.n, PEOPLE, None, None, "")
    unit = "score" if of.kind == kinds.SCORE else "number"
    for name, value in of.numbers:
        yield (*here, name, "", value, of.n, unit, None, None, "")


def _ends(pair: Any) -> tuple[tables.Cell, tables.Cell]:
    return (None, None) if pair is None else (pair[0], pair[1])
