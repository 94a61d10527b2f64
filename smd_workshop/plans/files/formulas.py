"""The formulas that lines of a file or a form bring: can they be read, are their names there, does one lead back to itself."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_
from smd_workshop.library.plan.figures import Sentence
from smd_workshop.library.plan.formula import Formula, cycle_in, read_formula
from smd_workshop.plans.files.columns import called
from smd_workshop.plans.files.lines import Kind, Line, Reason, Word, reason
from smd_workshop.plans.measurements.variables import PREFIX

FORMULA: Final = "formula"


class Formulas:
    """All formulas of a plan as they would be once the lines are written."""

    def __init__(
        self, known: Mapping[str, Word], lines: Iterable[Line], variables: Collection[str] = ()
    ) -> None:
        """Begin with the formulas that are there by the codes of all indicators, and the lines beside them.

        `variables` are the names of those of the repository: var.CODE.
        """
        texts = {code: str(text or "") for code, text in known.items()}
        for line in lines:
            if line.kind is Kind.INDICATOR and line.refused is None:
                text = line.words.get(FORMULA, texts.get(line.code, ""))
                texts[line.code] = str(text or "")
        self._codes = frozenset({*texts, *variables})
        self._why: dict[str, Reason] = {}
        self._read: dict[str, Formula] = {}
        for code, text in texts.items():
            if text:
                self._add(code, text)

    def _add(self, code: str, text: str) -> None:
        try:
            self._read[code] = read_formula(text)
        except Invalid as error:
            self._why[code] = Reason(Sentence(error.message, error.params), called(FORMULA))

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self._read or self._why)

    def has(self, code: str) -> bool:
        """Say whether an indicator is computed."""
        return code in self._read

    def trouble(self, line: Line) -> Reason | None:
        """Return why the formula of a line cannot be kept, None where it can or the line brings none."""
        if not line.words.get(FORMULA):
            return None
        if line.code in self._why:
            return self._why[line.code]
        names = self._read[line.code].names
        unknown = next((name for name in names if name not in self._codes), None)
        if unknown is not None and unknown.startswith(PREFIX):
            message = N_("The formula names %(code)s, which is not in the repository of variables.")
            return reason(message, called(FORMULA), code=unknown)
        if unknown is not None:
            message = N_("The formula names %(code)s, which is no indicator of this plan.")
            return reason(message, called(FORMULA), code=unknown)
        return self._circle(line.code)

    def _circle(self, code: str) -> Reason | None:
        uses = {each: formula.names for each, formula in self._read.items()}
        reached, waiting = set[str](), [code]
        while waiting:
            each = waiting.pop()
            if each not in reached:
                reached.add(each)
                waiting += uses.get(each, ())
        circle = cycle_in({each: uses[each] for each in reached if each in uses})
        if not circle:
            return None
        message = N_("The formula leads back to itself: %(circle)s.")
        return reason(message, called(FORMULA), circle=" → ".join((*circle, circle[0])))
