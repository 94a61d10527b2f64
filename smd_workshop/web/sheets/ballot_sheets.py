"""How a ballot looks: the pieces of its form, and its content in words.

A piece depends on the option and on what is chosen in it, so pieces are rendered once and kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from forms.workshops import ballot as forms
from smd_workshop.core.caching import Bounded
from smd_workshop.library.ballots import GROUP_MARK, Question
from smd_workshop.library.ballots.kind import OF_GROUP, UNGROUPED
from smd_workshop.library.methods import METHODS
from smd_workshop.processes.vocabulary import GROUPINGS
from smd_workshop.rounds import round_definitions
from smd_workshop.web.language import current_language
from smd_workshop.web.sheets.ballot_earlier import said_again

#: Pieces kept in memory; a round of 24 factors in two languages needs about 500.
KEPT = 5000
#: Beyond this many, the codes still to be answered are counted, not listed.
LISTED = 3

_pieces: Bounded[tuple[str, str, str, str], Markup] = Bounded("pieces of ballots", KEPT)
_questions: Bounded[str, Question] = Bounded("questions of ballots", KEPT)


def question(asked: round_definitions.RoundDefinition) -> Question:
    """Return the form's view of a round."""
    known = _questions.get(asked.digest)
    if known is None:
        method = METHODS[str(asked.method_id)]
        known = _questions.put(asked.digest, forms.question_of(method, asked.codes, asked.settings))
    return known


class Page:
    """A ballot as the template of its kind draws it: options in the order of one seat."""

    def __init__(
        self,
        asked: round_definitions.RoundDefinition,
        sheet: forms.Sheet,
        order: Sequence[str],
        again: Mapping[str, Markup],
    ) -> None:
        self._asked = asked
        self._sheet = sheet
        self._options = {option.code: option for option in worded(asked)}
        self.options = [self._options[code] for code in order]
        self.values, self.reasons, self.errors = sheet.values, sheet.reasons, sheet.errors
        self._again = again
        #: Whether what was said before stands beside each option.
        self.beside = False

    @property
    def alone(self) -> frozenset[str]:
        """The options whose answer is given by there being no other in their group."""
        asks = question(self._asked)
        found: frozenset[str] = asks.ballot.alone(asks)
        return found

    @property
    def pieces(self) -> Markup:
        """The controls of every option, each with what was said of it before."""
        language = current_language()
        self.beside = True
        return Markup().join(
            _piece(self._asked, language, option, self._sheet)
            + self._again.get(option.code, Markup())
            for option in self.options
        )

    @property
    def groups(self) -> list[tuple[str, list[str]]]:
        """Each group with its codes, and GROUP_MARK with the groups themselves if they are asked about."""
        asks = question(self._asked)
        order = [option.code for option in self.options]
        return [
            (name, list(codes) if name == GROUP_MARK else [c for c in order if c in codes])
            for name, codes in asks.ballot.inside(asks).items()
        ]

    def title_of(self, group: str) -> str:
        """Return the words for a group, or for what is asked about the groups (GROUP_MARK)."""
        return title(self._asked, group)

    def label(self, code: str) -> str:
        """Return the words for an option, or for a group among groups."""
        option = self._options.get(code)
        if option is None:
            return group_names(self._asked).get(code[1:], code[1:])
        return f"{option.code}. {option.wording}"


def worded(asked: round_definitions.RoundDefinition) -> list[round_definitions.OptionWords]:
    """Return the options with what the method has to say beside them, such as a cost."""
    method = METHODS.get(str(asked.method_id))
    beside = method.beside(asked.settings) if method is not None else {}
    return [
        replace(option, wording=f"{option.wording} ({forms.said(beside[option.code])})")
        if option.code in beside
        else option
        for option in asked.options
    ]


def note(asked: round_definitions.RoundDefinition) -> str:
    """Return what the method has to say over all options, such as a budget; mostly nothing."""
    said = METHODS[str(asked.method_id)].beside(asked.settings).get("")
    return "" if said is None else forms.said(said)


def _macros(asked: round_definitions.RoundDefinition) -> Any:
    name = f"ballot/{question(asked).ballot.id}/sheet.html"
    return current_app.jinja_env.get_template(name).module


def body(
    asked: round_definitions.RoundDefinition,
    sheet: forms.Sheet,
    order: Sequence[str],
    own: Mapping[str, str] | None = None,
) -> Markup:
    """Return the controls of a ballot, its options in the order of one seat.

    Of a round that is asked again each option shows what was said of it before, and `own` what this seat said, by
    code. Where the sheet of a kind has no place for it beside its options, it stands above them.
    """
    again = said_again(asked, own or {})
    page = Page(asked, sheet, order, again)
    whole = getattr(_macros(asked), "sheet", None)
    if whole is None:
        return page.pieces
    drawn: Markup = whole(question(asked).ballot, page)
    if page.beside or not again:
        return drawn
    above: Any = current_app.jinja_env.get_template("participant/parts/earlier.html").module
    told = [(page.label(code), again[code]) for code in order if code in again]
    first: Markup = above.above(told)
    return first + drawn


def _piece(
    asked: round_definitions.RoundDefinition,
    language: str,
    option: round_definitions.OptionWords,
    sheet: forms.Sheet,
) -> Markup:
    code = option.code
    value, reason = sheet.values.get(code, ""), sheet.reasons.get(code, "")
    error = sheet.errors.get(code, "")
    if reason or error:
        return _render(asked, option, value, reason, error)
    key = (asked.digest, language, code, value)
    return _pieces.get(key) or _pieces.put(key, _render(asked, option, value, "", ""))


def _render(
    asked: round_definitions.RoundDefinition,
    option: round_definitions.OptionWords,
    value: str,
    reason: str,
    error: str,
) -> Markup:
    piece: Markup = _macros(asked).option(question(asked).ballot, option, value, reason, error)
    return piece


def title(asked: round_definitions.RoundDefinition, group: str) -> str:
    """Return the words for a group of points."""
    if group == GROUP_MARK:
        return str(_("And between the groups"))
    return group_names(asked).get(group, "" if group == UNGROUPED else group) or asked.title


def group_names(asked: round_definitions.RoundDefinition) -> dict[str, str]:
    """Return the names of the groups that the items of the process are sorted into."""
    return {code: str(_(name)) for code, name in GROUPINGS[asked.grouping].names.items()}


def places(
    asked: round_definitions.RoundDefinition, sheet: forms.Sheet
) -> list[tuple[str, str, str]]:
    """Return what is wrong as (address on the page, where, sentence), for the summary."""
    return [
        (f"o.{code}" if code else "main", _where(asked, code), words)
        for code, words in sheet.errors.items()
    ]


def _where(asked: round_definitions.RoundDefinition, code: str) -> str:
    """Return what something is said about: an option by its code, a group by its name."""
    if code.startswith(OF_GROUP):
        return title(asked, code[1:])
    return question(asked).ballot.name_of(code)


def lines(
    asked: round_definitions.RoundDefinition, sheet: forms.Sheet
) -> list[tuple[str, str, str, str]]:
    """Return a ballot in words: (code, wording, answer, reason) in the order of the round."""
    asks = question(asked)
    wordings = {option.code: option.wording for option in asked.options}
    names = group_names(asked)
    found = []
    for code, words in asks.ballot.lines(asks, sheet.values):
        said = forms.said(words)
        if code in wordings:
            found.append((code, wordings[code], said, sheet.reasons.get(code, "")))
        elif code.startswith(GROUP_MARK):
            found.append(("", names.get(code[1:], code[1:]), said, ""))
        elif code:
            found.append((asks.ballot.name_of(code), "", said, sheet.reasons.get(code, "")))
        else:
            found.append(("", said, "", ""))
    return found


def missing(asked: round_definitions.RoundDefinition, sheet: forms.Sheet) -> str:
    """Say which options a ballot says nothing about; empty when it is complete."""
    asks = question(asked)
    left = [_where(asked, code) for code in asks.ballot.missing(asks, sheet.values)]
    if not left:
        return ""
    if len(left) > LISTED:
        return str(ngettext("%(num)s missing", "%(num)s missing", len(left)))
    return str(
        ngettext("missing: %(codes)s", "missing: %(codes)s", len(left), codes=", ".join(left))
    )


def blank(asked: round_definitions.RoundDefinition) -> str:
    """Say what becomes of an option that a ballot says nothing about."""
    return str(_(question(asked).ballot.blank))


def script_words(asked: round_definitions.RoundDefinition) -> dict[str, str]:
    """Return the sentences of the phone's script by the name under which it looks for them."""
    words = question(asked).ballot.script_words
    return {name: forms.said(each) for name, each in words.items()}


def minutes(asked: round_definitions.RoundDefinition) -> int:
    """Return about how many minutes a ballot takes."""
    asks = question(asked)
    return max(1, round(len(asks.ballot.keys(asks)) * asks.ballot.seconds / 60))
