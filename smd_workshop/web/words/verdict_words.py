"""What a file changes in a plan or in the repository, in words: which field, before and after, each with its unit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask import Flask
from flask_babel import gettext as _

from forms.plans.variable import NAMES as OF_VARIABLES
from reports.sheets.spreadsheets import Remark
from smd_workshop.core.excerpts import shortened
from smd_workshop.core.messages import N_
from smd_workshop.library.asides import Asides
from smd_workshop.plans.files.changes import NAMES as OF_PLANS
from smd_workshop.plans.files.differences import Difference
from smd_workshop.plans.files.lines import EXECUTED, PROGRAMMED, VALUES, Word
from smd_workshop.web.words.plan_words import (
    AGGREGATIONS,
    FREQUENCIES,
    HORIZONS,
    RELEVANCES,
    SENSES,
    amount,
)

#: Beyond what a ficha calls its fields.
_NAMES: Final[Mapping[str, str]] = {
    VALUES: N_("Value of %(year)s"),
    PROGRAMMED: N_("Programmed for %(year)s"),
    EXECUTED: N_("Executed in %(year)s"),
    "organisation": N_("Organisation"),
}
_CHOICES: Final[Mapping[str, Mapping[Any, str]]] = {
    "sense": SENSES, "aggregation": AGGREGATIONS, "frequency": FREQUENCIES, "horizon": HORIZONS,
    "relevance": RELEVANCES,
}  # fmt: skip
#: Of a long text so much is told.
_LONGEST: Final = 80


def init_app(app: Flask) -> None:
    """Let templates say what a file changes."""
    app.jinja_env.globals.update(
        difference_name=name_of, difference_before=before, difference_after=after
    )


def name_of(of: Difference) -> str:
    """Return which field becomes another, with its year where it has one."""
    if of.name in _NAMES or of.name in OF_PLANS:
        message = _NAMES.get(of.name) or OF_PLANS[of.name]
        return str(_(message, year=of.year) if of.year else _(message))
    return str(OF_VARIABLES.get(of.name, of.name))


def before(of: Difference) -> str:
    """Return what is held now, "" where nothing is."""
    return "" if of.new else _said(of, of.before)


def after(of: Difference) -> str:
    """Return what will be held."""
    return _said(of, of.after)


def _said(of: Difference, word: Word) -> str:
    if of.year is not None or isinstance(word, Decimal):
        return amount(word, of.measure) if isinstance(word, Decimal) else "N/D"
    if word in {None, ""}:
        return str(_("nothing"))
    chosen = _CHOICES.get(of.name, {}).get(word)
    if chosen:
        return str(_(chosen))
    return shortened(str(word), _LONGEST)


def asides_remarks(asides: Asides, *, chosen: bool = False) -> tuple[Remark, ...]:
    """Return what of a file is left aside, to be told before anything is written; `chosen` where its page says what columns are."""
    found = []
    if asides.columns:
        message = N_("Nothing was read from these columns, because their headings are not known or stand twice: %(columns)s.")  # fmt: skip
        if chosen:
            message = N_("Nothing was read from these columns: %(columns)s. Below you can say what they are.")  # fmt: skip
        quoted = ", ".join(_("“%(text)s”", text=each) for each in asides.columns)
        found.append(Remark(message, {"columns": quoted}))
    if asides.lines:
        rows = ", ".join(map(str, asides.lines))
        message = N_("Rows that only explain the table (source, notes) were left aside: %(rows)s.")
        found.append(Remark(message, {"rows": rows}))
    return tuple(found)
