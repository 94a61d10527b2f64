"""How a ballot looks: the pieces of its form, and its content in words.

A piece depends on the option and on what is chosen in it, so pieces are rendered once and kept.
"""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from forms import ballot as forms
from smd_workshop.library import ballots
from smd_workshop.library.ballots import GROUP_MARK, Approval, Choice, Points, Rating
from smd_workshop.library.methods import METHODS
from smd_workshop.processes.vocabulary import GROUPINGS
from smd_workshop.rounds import seat_queries
from smd_workshop.web.language import current_language

#: Pieces kept in memory; a round of 24 factors in two languages needs about 500.
KEPT = 5000
#: Beyond this many, the codes still to be answered are counted, not listed.
LISTED = 6

_kept: dict[tuple[str, str, str, str], Markup] = {}
_questions: dict[str, forms.Question] = {}


def question(asked: seat_queries.RoundDefinition) -> forms.Question:
    """Return the form's view of a round."""
    known = _questions.get(asked.digest)
    if known is None:
        if len(_questions) > KEPT:
            _questions.clear()
        method = METHODS[str(asked.method_id)]
        known = forms.question_of(method, asked.codes, asked.settings)
        _questions[asked.digest] = known
    return known


def _macros() -> Any:
    return current_app.jinja_env.get_template("participant/parts/sheet.html").module


def body(asked: seat_queries.RoundDefinition, sheet: forms.Sheet, order: Sequence[str]) -> Markup:
    """Return the controls of a ballot, its options in the order of one seat."""
    kind = question(asked).ballot
    if isinstance(kind, Points):
        return _points(asked, sheet, order)
    options = {option.code: option for option in asked.options}
    language = current_language()
    pieces = [_piece(asked, language, options[code], sheet) for code in order]
    if isinstance(kind, Approval):
        approvals: Markup = _macros().approvals(Markup().join(pieces), "none" in sheet.values)
        return approvals
    return Markup().join(pieces)


def _piece(
    asked: seat_queries.RoundDefinition,
    language: str,
    option: seat_queries.OptionWords,
    sheet: forms.Sheet,
) -> Markup:
    code = option.code
    value, reason = sheet.values.get(code, ""), sheet.reasons.get(code, "")
    error = sheet.errors.get(code, "")
    if reason or error:
        return _render(asked, option, value, reason, error)
    key = (asked.digest, language, code, value)
    piece = _kept.get(key)
    if piece is None:
        if len(_kept) > KEPT:
            _kept.clear()
        piece = _kept[key] = _render(asked, option, value, "", "")
    return piece


def _render(
    asked: seat_queries.RoundDefinition,
    option: seat_queries.OptionWords,
    value: str,
    reason: str,
    error: str,
) -> Markup:
    macros = _macros()
    kind = question(asked).ballot
    piece: Markup
    match kind:
        case Rating():
            piece = macros.rating(kind, option, value, reason, error)
        case Approval():
            piece = macros.approval(option, bool(value))
        case Choice():
            words = choices()
            answers = [(answer, words.get(answer, answer)) for answer in kind.answers]
            piece = macros.choice(option, answers, value, reason, error)
        case _:
            raise TypeError(kind)
    return piece


def _points(
    asked: seat_queries.RoundDefinition, sheet: forms.Sheet, order: Sequence[str]
) -> Markup:
    asks = question(asked)
    options = {option.code: option for option in asked.options}
    names = group_names(asked)
    groups = []
    for name, codes in asks.inside.items():
        over = name == GROUP_MARK
        inside = codes if over else [code for code in order if code in codes]
        rows = [
            (code, names.get(code[1:], code[1:]), "")
            if over
            else (code, options[code].wording, code)
            for code in inside
        ]
        key = forms.TOTAL + name
        groups.append((key, title(asked, name), rows, sheet.errors.get(key, "")))
    points: Markup = _macros().points(groups, sheet)
    return points


def title(asked: seat_queries.RoundDefinition, group: str) -> str:
    """Return the words for a group of points."""
    if group == GROUP_MARK:
        return str(_("And between the groups"))
    return group_names(asked).get(group, group) or asked.title


def group_names(asked: seat_queries.RoundDefinition) -> dict[str, str]:
    """Return the names of the groups that the items of the process are sorted into."""
    return {code: str(_(name)) for code, name in GROUPINGS[asked.grouping].names.items()}


def choices() -> dict[str, str]:
    """Return the words of a ratification."""
    return {"yes": _("Yes"), "no": _("No"), "abstain": _("I abstain")}


def places(asked: seat_queries.RoundDefinition, sheet: forms.Sheet) -> list[tuple[str, str, str]]:
    """Return what is wrong as (address on the page, where, sentence), for the summary."""
    found = []
    for code, words in sheet.errors.items():
        if not code:
            found.append(("main", "", words))
        elif code.startswith(forms.TOTAL):
            found.append((f"o.{code}", title(asked, code[1:]), words))
        else:
            found.append((f"o.{code}", code, words))
    return found


def lines(
    asked: seat_queries.RoundDefinition, sheet: forms.Sheet
) -> list[tuple[str, str, str, str]]:
    """Return a ballot in words: (code, wording, answer, reason) in the order of the round."""
    kind = question(asked).ballot
    if isinstance(kind, Approval):
        return [(o.code, o.wording, "✓", "") for o in asked.options if o.code in sheet.values]
    found = [
        (o.code, o.wording, _answer(kind, sheet.values[o.code]), sheet.reasons.get(o.code, ""))
        for o in asked.options
        if o.code in sheet.values
    ]
    names = group_names(asked)
    marks = [mark for mark in question(asked).marks if mark in sheet.values]
    return found + [("", names.get(m[1:], m[1:]), sheet.values[m], "") for m in marks]


def _answer(kind: ballots.BallotKind, value: str) -> str:
    if isinstance(kind, Choice):
        return choices().get(value, value)
    return str(_("I don't know")) if value == ballots.DONT_KNOW else value


def missing(asked: seat_queries.RoundDefinition, sheet: forms.Sheet) -> str:
    """Say which options a ballot says nothing about; empty when it is complete."""
    asks = question(asked)
    left = forms.missing(asks, sheet.answer if sheet.answer is not None else sheet.values)
    if isinstance(asks.ballot, Points):
        left = [title(asked, name) for name in left]
    if not left:
        return ""
    if len(left) > LISTED:
        return str(ngettext("%(num)s is missing", "%(num)s are missing", len(left)))
    return str(_("missing: %(codes)s", codes=", ".join(left)))


def progress(asked: seat_queries.RoundDefinition, sheet: forms.Sheet) -> str:
    """Say how much of a ballot is answered, as it stands on the page."""
    asks = question(asked)
    if isinstance(asks.ballot, Approval):
        many = sum(code in sheet.values for code in asks.codes)
        return str(ngettext("%(num)s marked", "%(num)s marked", many))
    if isinstance(asks.ballot, Points):
        return missing(asked, sheet)
    done = sum(code in sheet.values for code in asks.codes)
    words = [str(_("%(done)s of %(all)s answered", done=done, all=len(asks.codes)))]
    return " · ".join([*words, missing(asked, sheet)] if done < len(asks.codes) else words)


def minutes(asked: seat_queries.RoundDefinition) -> int:
    """Return about how many minutes a ballot takes, at a third of a minute per option."""
    return max(1, round(len(asked.options) / 3))
