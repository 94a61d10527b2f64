"""What every form shares: WTForms' own sentences in the reader's language, texts without margins."""

from typing import Any

import wtforms
from flask_babel import get_locale
from flask_babel import gettext as _

from smd_workshop.core import mail_addresses

#: Digits of a number that anybody means.
LONGEST = 18


class Form(wtforms.Form):  # type: ignore[misc]
    """The parent of our forms."""

    class Meta(wtforms.Form.Meta):  # type: ignore[misc]
        """Choose WTForms' catalogue by the reader's language."""

        cache_translations = False

        @property
        def locales(self) -> list[str]:
            """Return the reader's language; WTForms asks for it when it has a sentence to say."""
            return [str(get_locale() or "en")]


class WholeField(wtforms.IntegerField):  # type: ignore[misc]
    """A whole number; one of four hundred digits is none, before anything computes with it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises ValueError in the reader's words."""
        if valuelist and len(valuelist[0].strip()) > LONGEST:
            self.data = None
            raise ValueError(self.gettext("Not a valid integer value."))
        super().process_formdata(valuelist)


class MailAddress:
    """Refuses what can be no mail address, as every list and letter does; empty is another matter."""

    def __call__(self, _form: wtforms.Form, field: wtforms.Field) -> None:
        """Raise ValidationError with a sentence that names what was typed."""
        if field.data:
            _refuse(field.data)


class MailAddressWithin:
    """Refuses a text with words in it that are meant as mail addresses and can be none."""

    def __call__(self, _form: wtforms.Form, field: wtforms.Field) -> None:
        """Raise ValidationError with a sentence that names the first."""
        for each in mail_addresses.written(field.data or ""):
            _refuse(each)


def _refuse(text: str) -> None:
    if not mail_addresses.is_address(text):
        raise wtforms.ValidationError(
            _("“%(text)s” is no address that mail can be sent to.", text=text[:80])
        )


def stripped(value: Any) -> Any:
    """Take the margins off a text; other values pass."""
    return value.strip() if isinstance(value, str) else value
