"""What every form holds to, found among all that there are: a new one is asked too."""

from importlib import import_module
from pkgutil import iter_modules

import pytest
import wtforms
from werkzeug.datastructures import MultiDict

import forms
from forms.base import Form

for module in iter_modules(forms.__path__):
    import_module(f"forms.{module.name}")


def kinds(parent=Form):
    for kind in parent.__subclasses__():
        yield kind
        yield from kinds(kind)


def bare(kind):
    try:
        return kind(MultiDict())
    except TypeError:
        return None  # is made for one round or one ballot, with arguments; its own tests ask it


ASKED = [
    pytest.param(kind, name, id=f"{kind.__name__}.{name}")
    for kind in {kind.__qualname__: kind for kind in kinds()}.values()
    if (form := bare(kind)) is not None
    for name, field in form._fields.items()
    if isinstance(field, wtforms.StringField) and field.flags.required
]


@pytest.mark.parametrize(("kind", "name"), ASKED)
def test_spaces_are_no_answer_to_what_must_be_said(app, kind, name):
    with app.test_request_context():
        form = kind(MultiDict({name: " \n "}))
        assert not form[name].validate(form), f"{name} takes spaces for a text"


def test_there_are_such_fields():
    assert {"WorkshopForm", "ProcessForm", "ActorForm"} <= {p.values[0].__name__ for p in ASKED}
