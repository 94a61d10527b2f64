"""Forms may compute a value anywhere; an instrument computes it before it is asked for. And nothing asks in a circle."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.conditions.expressions import Expression, references
from smd_workshop.library.survey.instrument.conditions.parsing import parse
from smd_workshop.library.survey.instrument.words.texts import quotes
from smd_workshop.library.survey.instrument.writing import written
from smd_workshop.library.survey.instrument.xlsform.rows.drafts import (
    PageDraft,
    QuestionDraft,
    Reading,
)

#: Every computed value by its code, with the page where it stands.
_Scores = Mapping[str, tuple[PageDraft, QuestionDraft]]
_CONDITIONS = ("shown_if", "formula", "options_if")


def in_order(
    pages: Sequence[PageDraft],
    reading: Reading,
    condition: Callable[[PageDraft], Expression | None],
) -> list[PageDraft]:
    """Return the pages with computed values where they can be asked for; circles are refused."""
    asks = _asks(pages, condition)
    if _refuse_circles(pages, reading, asks):
        return list(pages)
    return _moved(list(pages), reading, asks, condition)


def _asks(
    pages: Sequence[PageDraft], condition: Callable[[PageDraft], Expression | None]
) -> dict[str, set[str]]:
    """Return what must be known before each item can be shown or computed."""
    found: dict[str, set[str]] = {}
    for page in pages:
        around = condition(page)
        above = set(references(around)) if around is not None else set()
        for draft in page.questions:
            own = above | _asked(draft.said)
            for row in draft.rows:
                found[row.said["code"]] = own | _asked(row.said)
            if not draft.rows:
                found[draft.code] = own
    return found


def _asked(said: Mapping[str, object]) -> set[str]:
    codes: set[str] = set()
    for key in _CONDITIONS:
        written = said.get(key)
        if isinstance(written, str):
            codes |= set(references(parse(written)))
    return codes


def _refuse_circles(
    pages: Sequence[PageDraft], reading: Reading, asks: Mapping[str, set[str]]
) -> bool:
    """Refuse items that depend on themselves; return whether there is one."""
    lines = {
        code: draft.line for page in pages for draft in page.questions for code in _codes(draft)
    }
    done: set[str] = set()
    for code in asks:
        circle = _circle(code, asks, done)
        if circle:
            if len(circle) == 1:
                message = N_("“%(name)s” depends on itself")
                reading.refuse(lines[circle[0]], message, name=circle[0])
            else:
                message = N_("these depend on each other in a circle: %(names)s")
                names = " → ".join([*circle, circle[0]])
                reading.refuse(lines[circle[0]], message, names=names)
            return True
    return False


def _circle(start: str, asks: Mapping[str, set[str]], done: set[str]) -> list[str]:
    """Return a circle that can be reached from an item; empty if there is none. Without recursion: forms are long."""
    path: list[str] = []
    waiting: list[tuple[str, bool]] = [(start, False)]
    while waiting:
        code, left = waiting.pop()
        if left:
            path.pop()
            done.add(code)
            continue
        if code in path:
            return path[path.index(code) :]
        if code in done:
            continue
        path.append(code)
        waiting.append((code, True))
        waiting += [(each, False) for each in sorted(asks.get(code, ()))]
    return []


def _codes(draft: QuestionDraft) -> list[str]:
    return [row.said["code"] for row in draft.rows] or [draft.code]


def _moved(
    pages: list[PageDraft],
    reading: Reading,
    asks: Mapping[str, set[str]],
    condition: Callable[[PageDraft], Expression | None],
) -> list[PageDraft]:
    """Move each computed value to before the first page or question that asks for it too early."""
    scores = _scores(pages)
    known: set[str] = set()
    made: list[PageDraft] = []
    moved: set[str] = set()
    for page in pages:
        around = condition(page)
        early = _early(references(around) if around is not None else (), known, scores, asks)
        if early:
            extra = PageDraft(reading.codes.free("page_values"))
            extra.questions = [_lifted(scores[code], condition) for code in early]
            made.append(extra)
            known |= set(early)
            moved |= set(early)
        kept: list[QuestionDraft] = []
        for draft in page.questions:
            if draft.code in moved:
                continue
            early = _early(_needed(draft), known, scores, asks, but=draft.code)
            kept += _brought(early, page, scores, condition)
            known |= {*early, *_codes(draft)}
            moved |= set(early)
            kept.append(draft)
        made.append(PageDraft(page.code, page.line, kept))
    return [page for page in made if page.questions]


def _brought(
    early: Iterable[str], page: PageDraft, scores: _Scores,
    condition: Callable[[PageDraft], Expression | None],
) -> list[QuestionDraft]:  # fmt: skip
    """Return computed values as they stand on a page that asks for them: those of other pages with their condition."""
    own = {each.code for each in page.questions}
    return [scores[c][1] if c in own else _lifted(scores[c], condition) for c in early]


def _scores(pages: Iterable[PageDraft]) -> _Scores:
    """Return every computed value by its code, with the page where it stands."""
    return {
        draft.code: (page, draft)
        for page in pages
        for draft in page.questions
        if draft.kind == model.SCORE
    }


def _needed(draft: QuestionDraft) -> list[str]:
    """Return everything a question asks for, in its texts too."""
    found = _asked(draft.said)
    said = [draft.said, *(row.said for row in draft.rows)]
    for each in said:
        found |= _asked(each)
        for key in ("text", "help"):
            texts = each.get(key) or {}
            found |= {quote.code for text in texts.values() for quote in quotes(text)}
    valid = draft.said.get("valid_if")
    return sorted(found | (set(references(parse(valid))) if valid else set()))


def _early(
    needed: Iterable[str],
    known: set[str],
    scores: Mapping[str, object],
    asks: Mapping[str, set[str]],
    but: str = "",
) -> list[str]:
    """Return the computed values that must come first, each after what it asks for itself; none if one cannot."""
    found: list[str] = []
    waiting = [(code, False) for code in needed]
    while waiting:
        code, ready = waiting.pop()
        if code in known or code in found or code == but:
            continue
        if code not in scores:
            return []  # a question is asked too late: the instrument says so
        if ready:
            found.append(code)
        else:
            waiting.append((code, True))
            waiting += [(each, False) for each in asks.get(code, ())]
    return found


def _lifted(
    score: tuple[PageDraft, QuestionDraft],
    condition: Callable[[PageDraft], Expression | None],
) -> QuestionDraft:
    """Return a computed value for another page, with the condition of its own page."""
    page, draft = score
    around = condition(page)
    if around is not None:
        own = draft.said.get("shown_if")
        joined = written(around) if own is None else f"({written(around)}) and ({own})"
        draft.said["shown_if"] = written(parse(str(joined)))
    return draft
