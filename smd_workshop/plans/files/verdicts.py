"""What a file would change in a plan: lines and a snapshot in, a verdict per line and what to write out; pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Final

from smd_workshop.core.messages import N_
from smd_workshop.core.verdicts import ADDED, REFUSED, UNCHANGED, UPDATED
from smd_workshop.library.plan.codes import owner, recognised
from smd_workshop.library.plan.plan import Series
from smd_workshop.plans.files.columns import called
from smd_workshop.plans.files.differences import Difference, differences
from smd_workshop.plans.files.formulas import FORMULA, Formulas
from smd_workshop.plans.files.lines import VALUES, Kind, Line, Reason, Word, beyond, checked, reason
from smd_workshop.plans.files.outcomes import RENAMED, Key, Known, Outcome, Snapshot, Verdict, Write

#: To which kinds something may belong.
PARENTS: Final = {
    Kind.ACTION: (Kind.OBJECTIVE,),
    Kind.INDICATOR: (Kind.ACTION, Kind.OBJECTIVE),
    Kind.ACTIVITY: (Kind.ACTION,),
}
#: What a new indicator must say.
NEEDED: Final = {"sense": N_("sense"), "aggregation": N_("aggregation")}


def decided(
    lines: Iterable[Line], known: Snapshot, this_year: int, variables: Collection[str] = ()
) -> Outcome:
    """Return what these lines would do to a plan; what they belong to may stand anywhere in the file.

    `variables` are the names that formulas may use of the repository.
    """
    said = list(lines)
    while True:
        decision = _Decision(known, this_year, variables)
        outcome = decision.over(said)
        why = {
            (v.row, v.about, v.code): v.reasons[0] for v in outcome.verdicts if v.kind == REFUSED
        }
        # A formula rests on what is written: what a line that is refused says does not count for the others.
        again = [
            line
            if line.refused
            else replace(line, refused=why.get((line.row, line.kind, line.code)))
            for line in said
        ]
        if again == said or not decision.formulas:
            return outcome
        said = again


class _Decision:
    """Goes through the lines, first those that others belong to, and remembers what they decided."""

    def __init__(self, known: Snapshot, this_year: int, variables: Collection[str] = ()) -> None:
        self.known = known
        self.this_year = this_year
        self.variables = variables
        self.there: set[Key] = set(known)
        self.rows: dict[Key, int] = {}
        self.verdicts: list[Verdict] = []
        self.writes: list[Write] = []
        self.formulas = Formulas({}, ())

    def over(self, lines: list[Line]) -> Outcome:
        order = list(Kind)
        self.formulas = Formulas(self._formulas_known(), lines, self.variables)
        for line in sorted(lines, key=lambda each: order.index(each.kind)):
            self._decide(checked(line, self.this_year, called) if line.refused is None else line)
        self.verdicts.sort(key=lambda verdict: verdict.row)
        return Outcome(tuple(self.verdicts), tuple(self.writes))

    def _formulas_known(self) -> dict[str, Word]:
        return {
            code: known.words.get(FORMULA)
            for (kind, code), known in self.known.items()
            if kind is Kind.INDICATOR
        }

    def _decide(self, line: Line) -> None:
        why, key = line.refused or self._trouble(line), (line.kind, line.code)
        name = str(line.words.get("name") or self.known.get(key, Known()).words.get("name") or "")
        if why is not None:
            reasons, told = (why, *line.remarks) if line.refused else (why,), self._would(line)
            self.verdicts.append(
                Verdict(line.row, REFUSED, line.kind, line.code, reasons, name, told)
            )
            return
        self.rows[key] = line.row
        begun = self._begin_objective(line)
        before = self.known.get(key, Known())
        write = _changes(line, before, self._parent(line), new=key not in self.known)
        verdict = ADDED if write.new else UPDATED if _says(write) else UNCHANGED
        self.there.add(key)
        if verdict != UNCHANGED:
            self.writes.append(write)
        reasons = (*begun, *line.remarks, *beyond(line, before.words, before.years))
        told = _told(write, before)
        self.verdicts.append(Verdict(line.row, verdict, line.kind, line.code, reasons, name, told))

    def _would(self, line: Line) -> tuple[Difference, ...]:
        """Return what is written once a person says of a line that it is the same: they see it before they say so."""
        if line.refused is None or line.refused.sentence.message != RENAMED:
            return ()
        free = checked(replace(line, refused=None), self.this_year, called)
        if free.refused is not None or self._trouble(free) is not None:
            return ()
        before = self.known[line.kind, line.code]
        return _told(_changes(free, before, self._parent(free), new=False), before)

    def _trouble(self, line: Line) -> Reason | None:
        """Return why a line that can be read is not written all the same."""
        key = (line.kind, line.code)
        if key in self.rows:
            return reason(
                N_("It stands in row %(row)s already, perhaps in another spelling."),
                row=self.rows[key],
            )
        if line.kind is Kind.ACTION and (Kind.OBJECTIVE, line.code) in self.there:
            return reason(N_("This code is an objective's already."))
        if line.kind is Kind.OBJECTIVE and (Kind.ACTION, line.code) in self.there:
            return reason(N_("This code is an action's already."))
        if line.kind in PARENTS:
            trouble = self._homeless(line)
            if trouble is not None:
                return trouble
        return self._incomplete(line)

    def _incomplete(self, line: Line) -> Reason | None:
        """Return what a line lacks, or cannot be written for, by the kind of thing."""
        if line.kind is Kind.VARIABLE:
            return self._without(line)
        if line.kind is not Kind.INDICATOR:
            return None
        return self._lacking(line) or self.formulas.trouble(line) or self._computed(line)

    def _without(self, line: Line) -> Reason | None:
        """Refuse a variable that nobody would know by its code alone, and a value that nobody can look up."""
        before = self.known.get((line.kind, line.code), Known())
        said = {**before.words, **line.words}
        if not said.get("name"):
            return reason(N_("A new variable needs its name."))
        if line.years.get(VALUES) and not said.get("source"):
            return reason(N_("Values need their source: where can they be looked up?"))
        return None

    def _computed(self, line: Line) -> Reason | None:
        """Refuse another value for what a formula computes."""
        before = self.known.get((line.kind, line.code), Known())
        said = _other_years(line.years.get(VALUES, {}), before.years.get(VALUES, {}))
        if not said or not self.formulas.has(line.code):
            return None
        return reason(N_("Its values are computed by its formula, and the file brings others."))

    def _homeless(self, line: Line) -> Reason | None:
        parent = self._parent(line)
        if not parent:
            return reason(N_("Neither its code nor a column says what it belongs to."))
        if self._place(line.kind, parent) is None and not self._may_begin(line.kind, parent):
            return reason(
                N_("It belongs to %(parent)s, which is neither in the plan nor in the file."),
                parent=parent,
            )
        return None

    def _lacking(self, line: Line) -> Reason | None:
        before = self.known.get((line.kind, line.code), Known())
        said = {**before.words, **line.words}
        lacks = [words for name, words in NEEDED.items() if not said.get(name)]
        if lacks:
            return reason(N_("A new indicator needs its %(what)s."), what=lacks[0])
        of_action = self._place(Kind.INDICATOR, self._parent(line)) is Kind.ACTION
        if of_action and said.get("relevance") is None:
            return reason(
                N_("The indicator of an action needs its relevance, which is its weight.")
            )
        return None

    def _parent(self, line: Line) -> str:
        """Return the code of what a line belongs to: as it says, as it was, or by its own code."""
        if line.kind not in PARENTS:
            return ""
        before = self.known.get((line.kind, line.code))
        return line.parent or (before.parent if before else "") or owner(line.code) or ""

    def _place(self, kind: Kind, parent: str) -> Kind | None:
        return next((each for each in PARENTS[kind] if (each, parent) in self.there), None)

    def _may_begin(self, kind: Kind, parent: str) -> bool:
        """Say whether an objective may be begun by its code alone: the annex of a report has no lines of them."""
        return kind in {Kind.ACTION, Kind.INDICATOR} and (recognised(parent) or "").startswith(
            "OEI."
        )

    def _begin_objective(self, line: Line) -> tuple[Reason, ...]:
        """Begin the objective that a line belongs to where nothing else does; say so."""
        parent = self._parent(line)
        if line.kind not in PARENTS or self._place(line.kind, parent) is not None:
            return ()
        self.there.add((Kind.OBJECTIVE, parent))
        self.writes.append(Write(Kind.OBJECTIVE, parent, "", {}, {}, new=True))
        message = N_("Its objective %(parent)s is not in the file: it is begun without a name.")
        return (reason(message, parent=parent),)


def _changes(line: Line, before: Known, parent: str, *, new: bool) -> Write:
    words = {name: word for name, word in line.words.items() if before.words.get(name) != word}
    years = {
        name: changed
        for name, series in line.years.items()
        if (changed := _other_years(series, before.years.get(name, {})))
    }
    moved = parent if parent != before.parent else ""
    return Write(line.kind, line.code, parent if new else moved, words, years, new)


def _other_years(series: Series, before: Series) -> Series:
    """Return the years of which something else is said, or something for the first time."""
    return {
        year: value for year, value in series.items() if year not in before or before[year] != value
    }


def _says(write: Write) -> bool:
    return bool(write.parent or write.words or write.years)


def _told(write: Write, before: Known) -> tuple[Difference, ...]:
    after, there = _placed(write.words, write.parent), _placed(before.words, before.parent)
    return differences(after, write.years, (there, before.years), new=write.new)


def _placed(words: Mapping[str, Word], parent: str) -> Mapping[str, Word]:
    """Return words with what their thing belongs to, where that is said."""
    return {"parent": parent, **words} if parent else words
