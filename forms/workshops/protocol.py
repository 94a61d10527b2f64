"""The form of the protocol: the rules of the count, before they freeze."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
    validators,
)
from wtforms.fields.choices import SelectChoice

from forms.base import Form, WholeField, stripped
from smd_workshop.core.numbers import share_in_percent
from smd_workshop.library.numbers import read_share

#: Before the code of a sector: the name of the field of its weight.
WEIGHT = "weight-"
#: Before the code of a sector: the name of the field of the name under which it is shown with others.
TOGETHER = "together-"

_SHAPE = re.compile(r"[0-9]*\.?[0-9]*(/[0-9]+)?\s*%?")


def is_share(_form: Form, field: Field) -> None:
    """Accept 2/3, 0.75 and 75 %; keep it as an exact text."""
    text = str(field.data or "").replace(",", ".").strip()
    # No exponent: 1e999999999 is a short text and a number that fills the memory.
    if not _SHAPE.fullmatch(text):
        raise ValidationError(_l("Write a share like 2/3 or 0.75."))
    try:
        share = (
            Fraction(text.removesuffix("%").strip()) / 100 if text.endswith("%") else Fraction(text)
        )
    except (ValueError, ZeroDivisionError):
        raise ValidationError(_l("Write a share like 2/3 or 0.75.")) from None
    if not 0 <= share <= 1:
        raise ValidationError(_l("A share lies between 0 and 1."))
    field.data = str(share) if text.endswith("%") else text


class ShareField(StringField):  # type: ignore[misc]
    """A share as people read it: 75 %, and 2/3 where no percentage says it; what was sent stays as it was written."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return share_in_percent(str(self.data)) if self.data else ""


def _share(label: Any) -> StringField:
    return ShareField(
        label,
        [validators.DataRequired(), validators.Length(max=20), is_share],
        filters=[stripped],
    )


def is_weight(_form: Form, field: Field) -> None:
    """Accept 2, 1.5 and 3/2, above 0; keep it as an exact text."""
    text = str(field.data or "1").replace(",", ".").strip()
    try:
        above_nothing = read_share(text) > 0
    except ValueError:
        above_nothing = False
    if not above_nothing:
        raise ValidationError(_l("Write a weight like 2, 1.5 or 3/2."))
    field.data = text


def _number(label: Any, least: int, most: int) -> WholeField:
    return WholeField(
        label, [validators.InputRequired(), validators.NumberRange(min=least, max=most)]
    )


class ProtocolForm(Form):
    """Every rule that a process may choose."""

    #: What the sectors of the process are called.
    sector_names: ClassVar[frozenset[str]] = frozenset()

    quorum_share = _share(_l("Quorum: more than this share of each sector"))
    adopt_share = _share(_l("To adopt: at least this share over all sectors"))
    agree_from = _number(_l("On the scale 1–9, “matters” begins at"), 6, 9)
    reject_to = _number(_l("On the scale 1–9, “does not matter” ends at"), 1, 4)
    agree_share = _share(_l("Consensus: at least this share agrees"))
    reject_share = _share(_l("Consensus: less than this share is against"))
    each_sector_share = _share(_l("Consensus: in each sector more than this share agrees"))
    coverage_share = _share(
        _l("Call an option insufficient where fewer of a sector's ballots answered it than")
    )
    secrecy = SelectField(
        _l("Voting is, unless a round says otherwise"),
        choices=[
            SelectChoice("secret", _l("by secret ballot")),
            SelectChoice("nominal", _l("with names")),
        ],
    )
    visibility = SelectField(
        _l("Results are shown, unless a round says otherwise"),
        choices=[
            SelectChoice("publication", _l("when the facilitator publishes it")),
            SelectChoice("after_vote", _l("after one's own vote")),
            SelectChoice("live", _l("live, while people vote")),
        ],
    )
    grace_seconds = _number(_l("Seconds that phones count down when a round closes"), 0, 120)
    repeat_at_least = _number(_l("A question that repeats is asked at least so many times"), 1, 9)
    repeat_at_most = _number(_l("and at most so many times"), 1, 9)
    no_thread = BooleanField(
        _l(
            "Strict: pair no answers over secret rounds that repeat; say only the least that changed"
        )
    )
    late_seats = SelectField(
        _l("A seat that is added while a round is open votes"),
        choices=[
            SelectChoice("no", _l("from the next round on")),
            SelectChoice("yes", _l("in that round already; the roll says so")),
        ],
        default="no",
    )
    small_cell = _number(_l("Do not show apart sectors with fewer answers than"), 3, 20)
    decision_alone = BooleanField(
        _l("Of secret rounds show only what was decided, never the figures of sectors")
    )
    guard_repeats = BooleanField(
        _l(
            "When a round asks the same again, do not show apart a sector of which few people are others"
        )
    )
    weights_reason = TextAreaField(
        _l("If sectors weigh differently: why"),
        [validators.Length(max=1000)],
        filters=[stripped],
        description=_l("It is printed with the rules. Needed as soon as a weight is not 1."),
    )

    @property
    def weights(self) -> list[Field]:
        """The fields of the sectors' weights."""
        return [field for field in self if field.name.startswith(WEIGHT)]

    @property
    def together(self) -> list[Field]:
        """The fields of the names under which sectors are shown together."""
        return [field for field in self if field.name.startswith(TOGETHER)]

    @property
    def rules(self) -> dict[str, Any]:
        """What was filled in, as the protocol keeps it."""
        of_sectors = [*self.weights, *self.together]
        given = {field.name: field.data for field in self if field not in of_sectors}
        given["sector_weights"] = {f.name.removeprefix(WEIGHT): f.data for f in self.weights}
        given["shown_together"] = {
            f.name.removeprefix(TOGETHER): f.data for f in self.together if f.data
        }
        return given

    def validate_quorum_share(self, field: Field) -> None:
        """Refuse a quorum that nobody can reach."""
        if not field.errors and Fraction(field.data) == 1:
            raise ValidationError(
                _l("More than all seats can never answer: the quorum must be less than 1.")
            )

    def validate_repeat_at_most(self, field: Field) -> None:
        """Refuse fewer times at most than at least."""
        if (
            not (field.errors or self.repeat_at_least.errors)
            and field.data < self.repeat_at_least.data
        ):
            raise ValidationError(_l("It cannot be less than the number above."))

    def validate_weights_reason(self, field: Field) -> None:
        """Ask for the reason as soon as a sector weighs more than another."""
        if not field.data and any(_differs(each.data) for each in self.weights):
            raise ValidationError(
                _l("Write why the sectors do not weigh the same. It is printed with the rules.")
            )

    def validate_visibility(self, field: SelectField) -> None:
        """Refuse to show anything of a secret round before publication."""
        if self.secrecy.data == "secret" and field.data != "publication":
            raise ValidationError(
                _l("Secret voting shows results at publication only: from running totals anyone "
                   "could subtract the last ballot.")
            )  # fmt: skip


def _differs(weight: str | None) -> bool:
    try:
        return read_share(str(weight or "1").replace(",", ".")) != 1
    except ValueError:  # said at the weight itself
        return False


def shared_name(form: ProtocolForm, field: Field) -> None:
    """Accept a name that another sector has too, and that is no sector's."""
    if field.data in form.sector_names:
        raise ValidationError(_l("This is the name of a sector. Give the group a name of its own."))
    if field.data and [each.data for each in form.together].count(field.data) == 1:
        raise ValidationError(
            _l("Give at least one other sector the same name, or leave it empty.")
        )


def of_sectors(sectors: Iterable[tuple[str, str]]) -> type[ProtocolForm]:
    """Return the form with fields for the weight of each sector, given as (code, name), and for who is shown with whom."""
    sectors = list(sectors)
    fields = {
        f"{WEIGHT}{code}": StringField(
            _l("Weight of %(sector)s", sector=name),
            [validators.Length(max=20), is_weight],
            filters=[stripped],
        )
        for code, name in sectors
    }
    fields |= {
        f"{TOGETHER}{code}": StringField(
            _l("%(sector)s is shown with others as", sector=name),
            [validators.Length(max=80), shared_name],
            filters=[stripped],
        )
        for code, name in sectors
    }
    names = frozenset(name for _, name in sectors)
    return type("ProtocolFormOfSectors", (ProtocolForm,), fields | {"sector_names": names})
