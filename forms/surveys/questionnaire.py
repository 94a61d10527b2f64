"""Forms of a questionnaire that is being written: a question of any type, a page, a scale, the whole."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from forms.base import Form, WholeField, stripped

WORDS: Final = Length(max=2000)
SHORT: Final = Length(max=200)
CONDITION: Final = Length(max=8000)

#: When a question or a page is shown.
ALWAYS: Final = "always"
SIMPLE: Final = "simple"
EXPERT: Final = "expert"


def _words(label: Any, *validators: Any, rows: int = 2) -> Any:
    return TextAreaField(label, [WORDS, *validators], filters=[stripped], render_kw={"rows": rows})


def _line(label: Any, *validators: Any, limit: Any = SHORT) -> Any:
    return StringField(label, [limit, *validators], filters=[stripped])


class ShownForm(Form):
    """When something is shown: always, by one answer, or by an expression."""

    when = RadioField(
        _l("When is it shown?"),
        choices=[
            SelectChoice(ALWAYS, _l("always")),
            SelectChoice(SIMPLE, _l("only after a certain answer")),
            SelectChoice(EXPERT, _l("by an expression (for experts)")),
        ],
        default=ALWAYS,
    )
    when_item = SelectField(_l("The question whose answer decides"), validate_choice=False)
    when_how = SelectField(_l("Its answer"), validate_choice=False)
    when_value = _line(_l("this answer"))
    shown_if = _line(_l("Expression"), limit=CONDITION)
    #: The mark of what the form was made of.
    seen = HiddenField()


class QuestionForm(ShownForm):
    """A question; fields that its type has not are taken away by the page. Names are those of the document."""

    type = HiddenField()
    page = HiddenField()
    page_title = _line(_l("Title of the new page"))
    text = _words(_l("What is asked"), rows=3)
    help = _words(_l("Help below the question"))
    code = _line(_l("Code"))
    scale = SelectField(_l("Scale"), validate_choice=False)
    dimension = SelectField(_l("Dimension it measures"), validate_choice=False)
    reverse = BooleanField(_l("worded the other way round: its answers are turned before counting"))
    importance_of = SelectField(
        _l("It asks how important another is: which?"), validate_choice=False
    )
    expectation_of = SelectField(
        _l("It asks what was expected of another: which?"), validate_choice=False
    )
    required = BooleanField(_l("must be answered"))
    na = _line(_l("“Not applicable”, in these words"))
    low_label = _line(_l("What 0 means"))
    high_label = _line(_l("What 10 means"))
    min = _line(_l("At least"))
    max = _line(_l("At most"))
    step = _line(_l("In steps of"))
    whole = BooleanField(_l("whole numbers only"))
    max_length = WholeField(_l("Longest answer, in letters"), [Optional(), NumberRange(1, 100_000)])
    shuffle = BooleanField(_l("in an order drawn for each person"))
    formula = _line(_l("Computation"), limit=CONDITION)
    valid_if = _line(_l("Which answers are taken (expression)"), limit=CONDITION)
    valid_message = _line(_l("What is said of others"))
    required_message = _line(_l("What is said if it was not answered"))
    default = _line(_l("Answer that stands there at first"))
    options_if = _line(_l("Which answers are offered (expression)"), limit=CONDITION)
    attributes = _words(_l("What an expression may ask of each answer"), rows=3)


class PageForm(ShownForm):
    """What a page is called and when it is shown."""

    title = _line(_l("Title"))
    shuffle = BooleanField(_l("questions in an order drawn for each person"))


class ScaleForm(Form):
    """A scale: its points from the lowest up, one a line, and which of them count."""

    labels = _words(_l("Its points, one a line, the lowest first"), DataRequired(), rows=6)
    low = WholeField(_l("Number of the lowest point"), [Optional(), NumberRange(-10, 10)])
    top = _line(_l("Points that make the main figure"))
    satisfied = _line(_l("Points that make the second figure"))
    na = _line(_l("“Not applicable”, in these words"))
    seen = HiddenField()


class WholeForm(Form):
    """What the questionnaire is called, its dimensions, and the items that stand apart."""

    title = _line(_l("Title, as people read it"), DataRequired())
    overall = SelectField(_l("Question that asks for the whole"), validate_choice=False)
    recommend = SelectField(
        _l("Question that asks for a recommendation (0 to 10)"), validate_choice=False
    )
    seen = HiddenField()


class LanguageForm(Form):
    """A language more for the questionnaire."""

    language = SelectField(_l("Language"), validate_choice=False)
    other = _line(_l("or its code, such as pt-BR"), limit=Length(max=20))


def text_with(old: Any, language: str, words: str | None) -> dict[str, str] | None:
    """Return a text with these words in a language, its other languages kept; None where it has no words."""
    if not words or not words.strip():
        return None
    return {**(old or {}), language: words.replace("\r\n", "\n").strip()}


def as_json(number: Decimal) -> int | float:
    """Return a number as a document holds it."""
    return int(number) if number == number.to_integral_value() else float(number)


def words_of(text: Mapping[str, str] | None, language: str) -> str:
    """Return the words of a text in a language; '' where there are none."""
    return (text or {}).get(language, "")
