"""Instruments to begin with, and any number of random ones."""

import random
from decimal import Decimal

from hypothesis import strategies as st

from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Binary,
    Call,
    Itself,
    Joined,
    Name,
    Negative,
    Number,
    Quoted,
    Ref,
    write,
)
from smd_workshop.library.survey.instrument.words.texts import neat


def es(text):
    return {"es-PE": text}


def scale(code="acuerdo", points=5, **parts):
    return {
        "code": code,
        "labels": [es(f"punto {point}") for point in range(1, points + 1)],
        "top": [points],
        "satisfied": [points - 1, points] if points > 2 else [points],
    } | parts


def asked(kind, code, **parts):
    return {"type": kind, "code": code, "text": es(f"¿{code}?")} | parts


def options(*codes):
    return [{"code": code, "text": es(f"opción {code}")} for code in codes]


def instrument(*questions, **parts):
    """A document of one page with these questions."""
    return {
        "format": "smd-instrument/1",
        "code": "prueba",
        "title": es("Prueba"),
        "languages": ["es-PE"],
        "scales": [scale()],
        "pages": [{"code": "pagina", "questions": list(questions)}],
    } | parts


LANGUAGES = ["es-PE", "en", "qu", "ay", "fr"]
SIGNS = "abcñáé ¿?=+-@'\"“”<>&%|#*_1290.,;:\\/()[]\n✓ü"
COMPARED = ["=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"]
QUOTED = ["", "a", "na", "it's", "1", "dos tres", 'di "sí"', "OK"]


class Drawing:
    """Draws from one seed, so that a failing case is found again by its number."""

    def __init__(self, seed):
        self.chance = random.Random(seed)

    def one(self, *things):
        return self.chance.choice(things)

    def some(self, most=3):
        return range(self.chance.randint(1, most))

    @property
    def often(self):
        return self.chance.random() < 0.5

    def tree(self, leaves, depth=3):
        """Any expression over some leaves."""
        if depth == 0 or self.chance.random() < 0.3:
            number = Number(Decimal(self.one("0", "7", "42", "0.5", "2.25")))
            return self.one(*leaves, number, Quoted(self.one(*QUOTED)))

        def inner():
            return self.tree(leaves, depth - 1)

        makers = [
            lambda: Binary(self.one(*COMPARED), inner(), inner()),
            lambda: Joined(self.one("and", "or"), tuple(inner() for _ in range(self.one(2, 3)))),
            lambda: Call("not", (inner(),)),
            lambda: Negative(inner()),
            lambda: Call("selected", (inner(), inner())),
            lambda: Call("if", (inner(), inner(), inner())),
            lambda: Call("regex", (inner(), Quoted("[a-z]{2,3}|x*"))),
            lambda: Call("concat", tuple(inner() for _ in self.some())),
            lambda: Call("today", ()),
        ]
        return self.one(*makers)()


class _Writer(Drawing):
    """Draws one document, and knows what was asked so far."""

    def __init__(self, seed):
        super().__init__(seed)
        self.languages = self.chance.sample(LANGUAGES, self.chance.randint(1, 3))
        self.before = []
        self.many = 0

    def maybe(self, thing):
        return thing if self.often else None

    def code(self, prefix):
        self.many += 1
        return f"{prefix}{self.many}"

    def words(self):
        while True:
            made = neat("".join(self.chance.choices(SIGNS, k=self.chance.randint(1, 12))))
            if made:
                return made

    def text(self, *, quoting=False):
        others = [language for language in self.languages[1:] if self.often]
        found = {language: self.words() for language in [self.languages[0], *others]}
        if quoting and self.before and self.often:
            code = self.one(*self.before)
            found = {
                language: f"{text} ${{{code}|usted}} y {text}" for language, text in found.items()
            }
        return found

    def condition(self, *more):
        leaves = [*map(Ref, self.before), *more]
        return write(self.tree(leaves)) if leaves and self.often else None

    def document(self):
        first = self.scale("escala1")
        scales = [first]
        if self.often:
            scales.append(first | {"code": "escala2", "na": self.text()})
        dimensions = [
            {"code": f"dim{place}", "name": self.text()} for place in range(self.one(0, 1, 2))
        ]
        self.scales = [each["code"] for each in scales]
        self.dimensions = [each["code"] for each in dimensions]
        self.likert, self.nps = [], []
        pages = [self.page() for _ in self.some()]
        return {
            "format": "smd-instrument/1",
            "code": "prueba",
            "title": self.text(),
            "languages": self.languages,
            "dimensions": dimensions,
            "scales": scales,
            "pages": pages,
            "overall": self.maybe(self.one(None, *self.likert)),
            "recommend": self.maybe(self.one(None, *self.nps)),
        }

    def scale(self, code):
        many = self.one(2, 3, 5, 7, 11)
        low = self.one(0, 1)
        points = list(range(low, low + many))
        made = {
            "code": code,
            "low": low,
            "labels": [self.text() for _ in points],
            "top": points[-1:],
            "satisfied": points[-1:] if many == 2 else points[-2:],
        }
        return made | ({"na": self.text()} if self.often else {})

    def page(self):
        made = {
            "code": self.code("pagina"),
            "title": self.maybe(self.text(quoting=True)),
            "shown_if": self.condition(),
            "shuffle": self.often or None,
        }
        held, new = self.before, []
        self.before = list(held)
        questions = []
        for _ in self.some():
            question, codes = self.question()
            questions.append(question)
            new += codes
            if not made["shuffle"]:
                self.before += codes
        self.before = held + new
        return kept(made) | {"questions": questions}

    def question(self):
        kind = self.one(*sorted(model.ATTRIBUTES))
        code = self.code("q")
        known = model.ATTRIBUTES[kind]
        made = {"type": kind, "code": code, "shown_if": self.condition()}
        if kind != model.SCORE or self.often:
            made["text"] = self.text(quoting=True)
        if "help" in known:
            made["help"] = self.maybe(self.text(quoting=True))
        if "required" in known and self.often:
            made |= {"required": True, "required_message": self.maybe(self.text())}
        if "valid_if" in known:
            made["valid_if"] = self.condition(Itself(), Ref(code))
            made["valid_message"] = self.maybe(self.text())
        if "na" in known:
            made["na"] = self.maybe(self.text())
        getattr(self, f"_{kind}", lambda _made: None)(made)
        codes = [row["code"] for row in made.get("rows", [])] or [code] * (kind != model.NOTE)
        return kept(made), codes

    def _pairs(self, made):
        """An item belongs to a dimension, or asks of an earlier one."""
        if self.dimensions and self.often:
            made["dimension"] = self.one(*self.dimensions)
            self.likert.append(made["code"])
        made["reverse"] = self.often or None

    def _likert(self, made):
        made["scale"] = self.one(*self.scales)
        self._pairs(made)
        if "dimension" not in made and self.likert and self.often:
            made[self.one("importance_of", "expectation_of")] = self.likert.pop()

    def _matrix(self, made):
        made["scale"] = self.one(*self.scales)
        made["shuffle"] = self.often or None
        rows = []
        for _ in self.some():
            row = {
                "code": self.code("f"),
                "text": self.text(quoting=True),
                "shown_if": self.condition(),
            }
            self._pairs(row)
            rows.append(kept(row))
        made["rows"] = rows

    def _choosing(self, made):
        codes = ["a", "b", "1", "2", "99", "M-F", "Sí", "x.y"]
        chosen = self.chance.sample(codes, self.chance.randint(1, 4))
        made["options"] = [{"code": code, "text": self.text()} for code in chosen]
        made["shuffle"] = self.often or None

    def _single(self, made):
        self._choosing(made)
        made["default"] = self.maybe(made["options"][-1]["code"])
        made["options_if"] = self.condition(Name("pais"), Name("name"))
        for option in made["options"][:2]:
            if "pais" in (made["options_if"] or ""):
                option["attributes"] = {"pais": self.one("pe", "bo")}
        if "pais" in (made["options_if"] or "") and "attributes" not in made["options"][0]:
            made["options_if"] = None

    def _multiple(self, made):
        self._choosing(made)
        made["min"] = self.one(None, 0, 1)
        made["max"] = self.one(None, len(made["options"]))

    _ranking = _choosing

    def _nps(self, made):
        made["low_label"] = self.maybe(self.text())
        made["high_label"] = self.maybe(self.text())
        self.nps.append(made["code"])

    def _number(self, made):
        made["whole"] = self.often or None
        made["min"] = self.one(None, -5, 0, 0.5, 0.1)
        made["max"] = self.one(None, 1, 10, 1000.25)
        made["step"] = self.one(None, 1, 0.5)
        if not made["whole"] and made["step"] is None and made["min"] is None:
            made["default"] = self.maybe("1")

    def _date(self, made):
        made["min"] = self.maybe("2020-01-01")
        made["max"] = self.maybe("2023-12-31")

    def _short_text(self, made):
        made["max_length"] = self.one(None, 1, 80, 300)

    _long_text = _short_text

    def _score(self, made):
        made["formula"] = self.condition() or write(self.tree([Number(Decimal(1))]))


def kept(parts):
    """What is there."""
    return {key: value for key, value in parts.items() if value is not None}


def document(seed):
    """The valid document of a seed."""
    return _Writer(seed).document()


SEEDS = st.integers(0, 2**32)
DOCUMENTS = SEEDS.map(document)
TREES = SEEDS.map(
    lambda seed: Drawing(seed).tree([Ref("a"), Ref("b_2"), Itself(), Name("pais")], 4)
)
