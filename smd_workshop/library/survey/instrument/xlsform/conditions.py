"""Expressions of a form → ours: names and values as they became, and every fault with its row."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.conditions.expressions import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Itself,
    Joined,
    Name,
    Negative,
    Number,
    Quoted,
    Ref,
    rebuilt,
    references,
)
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.words.texts import Quote, requoted
from smd_workshop.library.survey.instrument.xlsform.verdict import SURVEY, Findings

#: What is said in place of an answer that a form quotes without saying what else.
NOTHING_TO_SAY: Final = "…"

_CHOICE_NAME: Final = re.compile(
    r"jr:choice-name\(\s*(\$\{[^{}]+\})\s*,\s*(?:'[^']*'|\"[^\"]*\")\s*\)"
)
_COMPARISONS: Final = frozenset({"=", "!=", "<", "<=", ">", ">="})
_UNKNOWN: Final = N_("“%(name)s” is not known here; a text needs quotes, an answer ${…}")
_ANEW: Final = N_(
    "the points of “%(name)s” are numbered anew, so a number is not what it was: "
    "ask for a point with = or selected()"
)
_SAME: Final = frozenset({"=", "!="})
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_YES: Final = {
    **dict.fromkeys(("yes", "Yes", "YES", "true", "True", "TRUE"), "true()"),
    **dict.fromkeys(("no", "No", "NO", "false", "False", "FALSE"), "false()"),
}


class Conditions:
    """Translates the expressions of one form."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        #: Code of each question by its name in the form; None of one that is not kept.
        self.codes: dict[str, str | None] = {}
        #: What became of the values of a question, by its code.
        self.values: dict[str, Mapping[str, str | int]] = {}
        #: Codes of choices that share a name, by the code of their question and that name.
        self.doubled: dict[str, Mapping[str, Sequence[str]]] = {}
        #: Questions whose answer is the day of answering.
        self.todays: set[str] = set()

    def read(
        self,
        written: str,
        row: int,
        column: str,
        itself: str = "",
        attributes: Mapping[str, str] | None = None,
    ) -> Expression | None:
        """Return an expression; None if it cannot be read, which is noted."""
        text = _YES.get(written, " ".join(written.split()))
        if _CHOICE_NAME.search(text):
            text = _CHOICE_NAME.sub(r"\1", text)
            message = N_("the label of a choice is compared by its name")
            self.findings.lose(SURVEY, row, message, at=column)
        try:
            tree = parse(text)
        except ExpressionError as error:
            self._refuse(row, column, error)
            return None
        for name in references(tree):
            if not self._known(name, row, column):
                return None
        return self._translated(tree, row, column, itself, attributes or {})

    def _refuse(self, row: int, column: str, error: ExpressionError) -> None:
        self.findings.refuse(SURVEY, row, error.message, at=column, **error.params)

    def _known(self, name: str, row: int, column: str) -> bool:
        if name in self.todays or self.codes.get(name) is not None:
            return True
        if name in self.codes:
            message = N_("the answer to “%(name)s” is not kept, so nothing can depend on it")
        else:
            message = N_("there is no question called “%(name)s”")
        self.findings.refuse(SURVEY, row, message, at=column, name=name)
        return False

    def _translated(
        self, tree: Expression, row: int, column: str, itself: str, attributes: Mapping[str, str]
    ) -> Expression | None:
        unknown: list[str] = []

        def changed(part: Expression) -> Expression | None:
            match part:
                case Ref(name) if name in self.todays:
                    return Call("today", ())
                case Ref(name):
                    return Ref(str(self.codes[name]))
                case Name(name):
                    unknown.extend([] if name in attributes else [name])
                    return Name(attributes.get(name, name))
                case Binary() | Call() if sides := _compares(part):
                    return self._each(part, sides, itself, changed)
            return None

        made = rebuilt(tree, changed)
        other = self._counted_otherwise(tree, itself)
        for message, names in ((_UNKNOWN, unknown), (_ANEW, other)):
            for name in names:
                self.findings.refuse(SURVEY, row, message, at=column, name=name)
        return None if unknown or other else made

    def _each(
        self,
        asked: Binary | Call,
        sides: tuple[Expression, Expression],
        itself: str,
        changed: Callable[[Expression], Expression | None],
    ) -> Expression:
        """Return a comparison with the value as it became; where several choices had its name, with each of them."""
        of, wanted = self._compared(*sides, itself)
        code = self._asked(of, itself) or self._asked(wanted, itself)
        doubled = self.doubled.get(code, {})
        name = _written(wanted) or _written(of) or ""
        made = []
        for value in doubled.get(name, (None,)):
            pair = (
                (of, wanted)
                if value is None
                else (of if self._asked(of, itself) else wanted, Quoted(value))
            )
            both = tuple(rebuilt(side, changed) for side in pair)
            made.append(
                Binary(asked.operator, *both)
                if isinstance(asked, Binary)
                else Call(asked.name, both)
            )
        no = isinstance(asked, Binary) and asked.operator == "!="
        return made[0] if len(made) == 1 else Joined("and" if no else "or", tuple(made))

    def _counted_otherwise(self, tree: Expression, itself: str) -> list[str]:
        """Return the questions whose points were other numbers in the form and are computed with as such."""
        found: list[str] = []

        def look(part: Expression) -> Expression | None:
            match part:
                case Binary(sign, left, right) if sign in _COMPARISONS:
                    values = self._values(left, itself) or self._values(right, itself)
                    if any(_names_point(side, values) for side in (left, right)) and (
                        sign in _SAME or _rise(values)
                    ):
                        return part
                case Call("selected" | "count-selected", _):
                    return part
                case Ref() | Itself() if _were_numbers(self._values(part, itself)):
                    found.append(part.code if isinstance(part, Ref) else ".")
            return None

        rebuilt(tree, look)
        return list(dict.fromkeys(found))

    def _compared(
        self, left: Expression, right: Expression, itself: str
    ) -> tuple[Expression, Expression]:
        """Write the value that an answer is compared with as it became."""
        values = self._values(left, itself) or self._values(right, itself)
        if not values:
            return left, right
        return self._value(left, values), self._value(right, values)

    def _values(self, side: Expression, itself: str) -> Mapping[str, str | int]:
        return self.values.get(self._asked(side, itself), {})

    def _asked(self, side: Expression, itself: str) -> str:
        """Return the code of the question whose answer this is; empty if it is none."""
        if isinstance(side, Ref):
            return self.codes.get(side.code) or ""
        return itself if isinstance(side, Itself) else ""

    @staticmethod
    def _value(side: Expression, values: Mapping[str, str | int]) -> Expression:
        written = _written(side)
        if written is not None and written in values:
            became = values[written]
            return Number(Decimal(became)) if isinstance(became, int) else Quoted(became)
        return side

    def quoted(
        self, texts: Mapping[str, str], fallbacks: Mapping[str, str], row: int
    ) -> dict[str, str]:
        """Return texts with the answers they quote in our way, each with what is said if there is none."""
        return {
            language: self._quoted(text, fallbacks.get(language, ""), row)
            for language, text in texts.items()
        }

    def _quoted(self, text: str, fallbacks: str, row: int) -> str:
        given = iter(fallbacks.split("|") if fallbacks else ())

        def quote(found: Quote) -> str:
            fallback = next(given, "").strip()
            if found.code not in self.codes and not self._known(found.code, row, "label"):
                return NOTHING_TO_SAY
            code = self.codes.get(found.code)
            if code is None:
                self._lose_quote(SURVEY, found, row)
                return NOTHING_TO_SAY
            if not fallback:
                message = N_("“%(name)s” is quoted: where there is no answer, “%(said)s” is shown")
                self.findings.lose(SURVEY, row, message, name=found.code, said=NOTHING_TO_SAY)
            return f"${{{code}|{fallback or NOTHING_TO_SAY}}}"

        return requoted(text, quote)

    def unquoted(self, sheet: str, texts: Mapping[str, str], row: int) -> dict[str, str]:
        """Return texts in which no answer can be quoted, with a sign in the place of each."""

        def quote(found: Quote) -> str:
            self._lose_quote(sheet, found, row)
            return NOTHING_TO_SAY

        return {language: requoted(text, quote) for language, text in texts.items()}

    def _lose_quote(self, sheet: str, found: Quote, row: int) -> None:
        message = N_("“%(name)s” cannot be quoted here: “%(said)s” is shown")
        self.findings.lose(sheet, row, message, name=found.code, said=NOTHING_TO_SAY)


def _compares(part: Binary | Call) -> tuple[Expression, Expression] | None:
    """Return the two sides of a comparison, or what is asked of a selection; None of anything else."""
    match part:
        case Binary(sign, left, right) if sign in _COMPARISONS:
            return left, right
        case Call("selected", (of, wanted)):
            return of, wanted
    return None


def _written(side: Expression) -> str | None:
    """Return a value as the choices of a form would name it; None of anything else."""
    match side:
        case Quoted(value):
            return value
        case Number(value):
            return f"{value.normalize():f}"
        case Negative(Number(value)):
            return f"{-value.normalize():f}"
    return None


def _names_point(side: Expression, values: Mapping[str, str | int]) -> bool:
    """Whether a side of a comparison is a point of the list, or a text that none of them is."""
    return isinstance(side, Quoted) or _written(side) in values


def _were_numbers(values: Mapping[str, str | int]) -> bool:
    """Whether a form could compute with these values, and would get something else from what they became."""
    return any(str(became) != name for name, became in values.items()) and all(
        _NUMBER.fullmatch(name) for name in values
    )


def _rise(values: Mapping[str, str | int]) -> bool:
    """Whether a larger number of the form became a larger one."""
    became = [values[name] for name in sorted(values, key=Decimal)] if _were_numbers(values) else []
    return all(isinstance(each, int) for each in became) and became == sorted(became, key=int)
