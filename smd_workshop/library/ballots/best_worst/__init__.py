"""Best–worst in two steps: what matters most and least, then everything compared with these two."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar, Final

from smd_workshop.core.messages import N_
from smd_workshop.library.ballots.errors import InvalidAnswer, shown
from smd_workshop.library.ballots.kind import (
    Answer,
    BallotKind,
    Data,
    Groups,
    Question,
    Reading,
    Said,
    as_object,
    cell_value,
)

#: Names of controls: the most and the least important option, and before a code what is said of it against the least.
BEST, WORST, AGAINST_WORST = "+", "-", "-"
_KEYS: Final = ("best", "worst", "best_to_others", "others_to_worst")


#: Heads of the columns of a table of ballots.
BEST_COLUMN: Final = "best"
WORST_COLUMN: Final = "worst"
AGAINST_COLUMN: Final = ":worst"


@dataclass(frozen=True, slots=True)
class BestWorst(BallotKind):
    """How many times as important the best is as each, and each as the worst: whole numbers from 1 to `high`.

    Rezaei 2015, Omega 53. The best against the worst is asked once, and stands in both lists.
    """

    high: int = 9

    id: ClassVar[str] = "best_worst"

    @property
    def script_words(self) -> Mapping[str, Said]:
        """The two steps, what each comparison is called once both are chosen, and how many are left."""
        return {
            "first": Said(N_("Step 1 of 2: choose the most and the least important")),
            "over": Said(N_("How many times does ## weigh what # weighs?")),
            "done": Said(N_("Step 2 of 2: # of ## compared")),
            "left": Said(N_("missing: #")),
            "many": Said(N_("# are missing")),
        }

    def columns(self, options: Sequence[str], groups: Groups) -> Sequence[str]:  # noqa: ARG002 - no groups here
        """Return who is best and worst, each against the best, and each against the worst."""
        return [BEST_COLUMN, WORST_COLUMN, *options, *(code + AGAINST_COLUMN for code in options)]

    def options_in(self, columns: Sequence[str]) -> list[str]:
        """Return the columns that hold how many times the best is as important."""
        return [
            column
            for column in columns
            if column not in {BEST_COLUMN, WORST_COLUMN} and not column.endswith(AGAINST_COLUMN)
        ]

    def from_row(self, row: Mapping[str, str]) -> Answer:
        """Return both vectors of a row."""
        codes = self.options_in(list(row))
        against = {code: row.get(code + AGAINST_COLUMN, "") for code in codes}
        return {
            "best": row.get(BEST_COLUMN, ""),
            "worst": row.get(WORST_COLUMN, ""),
            "best_to_others": {code: cell_value(row[code]) for code in codes if row[code]},
            "others_to_worst": {code: cell_value(text) for code, text in against.items() if text},
        }

    def as_row(self, answer: Answer) -> dict[str, str]:
        """Return both vectors as cells."""
        best = {code: str(times) for code, times in answer["best_to_others"].items()}
        worst = {
            code + AGAINST_COLUMN: str(times) for code, times in answer["others_to_worst"].items()
        }
        return {BEST_COLUMN: answer["best"], WORST_COLUMN: answer["worst"]} | best | worst

    def check(
        self,
        answer: object,
        options: Sequence[str],
        groups: Groups | None = None,  # noqa: ARG002 - all options are compared
    ) -> Answer:
        """Return the four parts with whole lists in the order of the options, or raise InvalidAnswer.

        What an option is to itself, 1, may be left out; so may the best against the worst in one of the two lists.
        """
        given = as_object(answer)
        for key in given:
            if key not in _KEYS:
                raise InvalidAnswer((str(key),), N_("unknown key"))
        best, worst = (_chosen(key, given, options) for key in _KEYS[:2])
        if best == worst and len(options) > 1:
            raise InvalidAnswer(("worst",), N_("%(value)s is already the best"), value=shown(worst))
        to_others = self._numbers("best_to_others", given, options, best)
        to_worst = self._numbers("others_to_worst", given, options, worst)
        both = to_others.setdefault(worst, to_worst.get(best, 1))
        if to_worst.setdefault(best, both) != both:
            raise InvalidAnswer(
                ("others_to_worst", best),
                N_("%(value)s is not %(other)s, which best_to_others says of the same two"),
                value=to_worst[best],
                other=both,
            )
        return {
            "best": best,
            "worst": worst,
            "best_to_others": _whole("best_to_others", to_others, options),
            "others_to_worst": _whole("others_to_worst", to_worst, options),
        }

    def _numbers(
        self, key: str, given: Mapping[str, Any], options: Sequence[str], own: str
    ) -> dict[str, int]:
        """Return what stands in one list, with 1 for the option against itself."""
        if key not in given:
            raise InvalidAnswer((key,), N_("missing"))
        if not isinstance(given[key], dict):
            raise InvalidAnswer((key,), N_("%(value)s is not an object"), value=shown(given[key]))
        known = frozenset(options)
        numbers = {}
        for code, value in given[key].items():
            if code not in known:
                raise InvalidAnswer((key, str(code)), N_("there is no such option"))
            numbers[code] = self._number((key, code), value)
        if numbers.setdefault(own, 1) != 1:
            raise InvalidAnswer((key, own), N_("an option against itself is 1"))
        return numbers

    def _number(self, steps: tuple[str, str], value: object) -> int:
        whole = not isinstance(value, bool) and (
            isinstance(value, int) or (isinstance(value, float) and value.is_integer())
        )
        if isinstance(value, int | float) and whole and 1 <= value <= self.high:
            return int(value)
        message = (
            N_("%(value)s is not between %(low)s and %(high)s")
            if whole
            else N_("%(value)s is not a whole number between %(low)s and %(high)s")
        )
        raise InvalidAnswer(steps, message, value=shown(value), low=1, high=self.high)

    def read(self, question: Question, data: Data) -> Reading:
        """Return both options that were chosen and the numbers of all comparisons."""
        reading, codes = Reading(), question.codes
        for key in (BEST, WORST, *codes, *(AGAINST_WORST + code for code in codes)):
            chooses = key in {BEST, WORST}
            reading.keep_typed(data, key, "" if chooses else key.removeprefix(AGAINST_WORST))
        if reading.errors:
            return reading
        best, worst = reading.values.get(BEST, ""), reading.values.get(WORST, "")
        if best not in codes or worst not in codes:
            reading.errors[""] = Said(
                N_("Choose the option that matters most and the one that matters least.")
            )
        elif best == worst and len(codes) > 1:
            reading.errors[best] = Said(
                N_("One option cannot matter most and least. Choose two different ones.")
            )
        else:
            reading.answer = self._compared(reading, codes, best, worst)
        return reading

    def _compared(
        self, reading: Reading, codes: Sequence[str], best: str, worst: str
    ) -> dict[str, Any]:
        """Return the answer that the controls hold; says beside each option what is missing or no number."""
        if worst not in reading.values and AGAINST_WORST + best in reading.values:
            # Without a script the best against the worst can be written at the best as well.
            reading.values[worst] = reading.values.pop(AGAINST_WORST + best)
        numbers: dict[str, int] = {}
        for code in codes:
            keys = self._asked(code, best, worst)
            for key in keys:
                text = reading.values.get(key, "")
                if not text.isdecimal() or not 1 <= int(text) <= self.high:
                    reading.errors[code] = self._lacking(text, len(keys))
                    break
                numbers[key] = int(text)
        if reading.errors:
            return {}
        to_others = {code: numbers.get(code, 1) for code in codes}
        to_worst = {code: numbers.get(AGAINST_WORST + code, 1) for code in codes}
        to_worst[best] = to_others[worst]
        return {
            "best": best, "worst": worst, "best_to_others": to_others, "others_to_worst": to_worst,
        }  # fmt: skip

    def _asked(self, code: str, best: str, worst: str) -> tuple[str, ...]:
        """Return the controls that count for an option: the best against the worst counts at the worst."""
        if code == best:
            return ()
        return (code,) if code == worst else (code, AGAINST_WORST + code)

    def _lacking(self, text: str, asked: int) -> Said:
        if text:
            return Said(
                N_("Choose a number from %(low)s to %(high)s."), {"low": 1, "high": self.high}
            )
        return Said(N_("Choose both numbers.") if asked > 1 else N_("Choose a number."))

    def filled(self, answer: Answer) -> dict[str, str]:
        """Return what the controls hold for a stored answer."""
        best, worst = answer["best"], answer["worst"]
        values = {BEST: best, WORST: worst}
        for code in answer["best_to_others"]:
            for key in self._asked(code, best, worst):
                part = "best_to_others" if key == code else "others_to_worst"
                values[key] = str(answer[part][code])
        return values

    def draw(self, question: Question, chance: Random) -> Answer:
        """Return comparisons by chance; no option is above the best or below the worst."""
        codes = question.codes
        best, worst = chance.sample(codes, 2) if len(codes) > 1 else codes * 2
        most = 1 if best == worst else chance.randint(2, self.high)
        to_others = {code: chance.randint(1, most) for code in codes} | {worst: most, best: 1}
        to_worst = {code: chance.randint(1, most) for code in codes} | {best: most, worst: 1}
        return {
            "best": best, "worst": worst, "best_to_others": to_others, "others_to_worst": to_worst,
        }  # fmt: skip

    def missing(self, question: Question, values: Mapping[str, str]) -> list[str]:
        """Return the options that are not compared; none before both ends are chosen, which is said by itself."""
        best, worst = values.get(BEST, ""), values.get(WORST, "")
        if best not in question.codes or worst not in question.codes:
            return []
        return [
            code
            for code in question.codes
            if any(key not in values for key in self._asked(code, best, worst))
        ]

    def lines(self, question: Question, values: Mapping[str, str]) -> list[tuple[str, Said]]:
        """Say of each option what it is against the two that were chosen."""
        best, worst = values.get(BEST, ""), values.get(WORST, "")
        found = ((code, self._line(code, best, worst, values)) for code in question.codes)
        return [(code, said) for code, said in found if said is not None]

    def _line(self, code: str, best: str, worst: str, values: Mapping[str, str]) -> Said | None:
        if code == best:
            return Said(N_("matters most"))
        if code not in values:
            return None
        params = {"best": best, "to": values[code], "worst": worst}
        if code == worst:
            return Said(N_("matters least: %(best)s weighs %(to)s times as much"), params)
        return Said(
            N_("%(best)s weighs %(to)s times as much; this, %(from)s times as much as %(worst)s"),
            params | {"from": values.get(AGAINST_WORST + code, "?")},
        )


def _whole(key: str, numbers: Mapping[str, int], options: Sequence[str]) -> dict[str, int]:
    """Return the numbers in the order of the options; raises InvalidAnswer where one is missing."""
    for code in options:
        if code not in numbers:
            raise InvalidAnswer((key, code), N_("missing"))
    return {code: numbers[code] for code in options}


def _chosen(key: str, given: Mapping[str, Any], options: Sequence[str]) -> str:
    if key not in given:
        raise InvalidAnswer((key,), N_("missing"))
    chosen = given[key]
    if not isinstance(chosen, str) or chosen not in options:
        raise InvalidAnswer((key,), N_("there is no option %(value)s"), value=shown(chosen))
    return chosen
