"""Expressions of a form → ours: names and values as they became, and every fault with its row."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.expressions import (
    Binary,
    Call,
    Expression,
    ExpressionError,
    Itself,
    Name,
    Number,
    Quoted,
    Ref,
    rebuilt,
    references,
    write,
)
from smd_workshop.library.survey.instrument.parsing import parse
from smd_workshop.library.survey.instrument.texts import Quote, requoted
from smd_workshop.library.survey.instrument.xlsform.verdict import SURVEY, Findings

#: What is said in place of an answer that a form quotes without saying what else.
NOTHING_TO_SAY: Final = "…"

_CHOICE_NAME: Final = re.compile(
    r"jr:choice-name\(\s*(\$\{[^{}]+\})\s*,\s*(?:'[^']*'|\"[^\"]*\")\s*\)"
)
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
                case Binary(("=" | "!=") as sign, left, right):
                    pair = self._compared(left, right, itself)
                    return Binary(sign, *(rebuilt(side, changed) for side in pair))
                case Call("selected", (of, wanted)):
                    pair = self._compared(of, wanted, itself)
                    return Call("selected", tuple(rebuilt(side, changed) for side in pair))
            return None

        made = rebuilt(tree, changed)
        for name in unknown:
            message = N_("“%(name)s” is not known here; a text needs quotes, an answer ${…}")
            self.findings.refuse(SURVEY, row, message, at=column, name=name)
        return None if unknown else made

    def _compared(
        self, left: Expression, right: Expression, itself: str
    ) -> tuple[Expression, Expression]:
        """Write the value that an answer is compared with as it became."""
        values = self._values(left, itself) or self._values(right, itself)
        if not values:
            return left, right
        return self._value(left, values), self._value(right, values)

    def _values(self, side: Expression, itself: str) -> Mapping[str, str | int]:
        code = itself if isinstance(side, Itself) else ""
        if isinstance(side, Ref):
            code = self.codes.get(side.code) or ""
        return self.values.get(code, {})

    @staticmethod
    def _value(side: Expression, values: Mapping[str, str | int]) -> Expression:
        if isinstance(side, Quoted) and side.value in values:
            became = values[side.value]
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
            if not self._known(found.code, row, "label"):
                return NOTHING_TO_SAY
            code = self.codes.get(found.code)
            if code is None:
                return NOTHING_TO_SAY
            if not fallback:
                message = N_("“%(name)s” is quoted: where there is no answer, “%(said)s” is shown")
                self.findings.lose(SURVEY, row, message, name=found.code, said=NOTHING_TO_SAY)
            return f"${{{code}|{fallback or NOTHING_TO_SAY}}}"

        return requoted(text, quote)

    def unquoted(self, sheet: str, texts: Mapping[str, str], row: int) -> dict[str, str]:
        """Return texts in which no answer can be quoted, with a sign in the place of each."""

        def quote(found: Quote) -> str:
            message = N_("“%(name)s” cannot be quoted here: “%(said)s” is shown")
            self.findings.lose(sheet, row, message, name=found.code, said=NOTHING_TO_SAY)
            return NOTHING_TO_SAY

        return {language: requoted(text, quote) for language, text in texts.items()}


def text_of(expression: Expression | None) -> str | None:
    """Return an expression as it is written; None stays None."""
    return None if expression is None else write(expression)
