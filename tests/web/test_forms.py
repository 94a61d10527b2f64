"""What every form holds to, found among all that there are: a new one is asked too."""

from importlib import import_module
from pkgutil import walk_packages

import wtforms
from werkzeug.datastructures import MultiDict

import forms
from forms.base import Form
from forms.workshops.round import round_form
from smd_workshop.library.methods import METHODS

for module in walk_packages(forms.__path__, "forms."):
    import_module(module.name)


def kinds(parent=Form):
    for kind in parent.__subclasses__():
        yield kind
        yield from kinds(kind)


def bare(kind):
    try:
        return kind(MultiDict())
    except TypeError:
        return None  # is made for one round or one ballot, with arguments; its own tests ask it


def asked():
    """The fields of text that must be filled in, of all forms of the product."""
    found = {kind.__qualname__: kind for kind in kinds() if kind.__module__.startswith("forms.")}
    found |= {f"{each.id}.Form": round_form(each.settings) for each in METHODS.values()}
    for _, kind in sorted(found.items()):
        if (form := bare(kind)) is not None:
            for name, field in form._fields.items():
                if isinstance(field, wtforms.StringField) and field.flags.required:
                    yield kind, name


def test_spaces_are_no_answer_to_what_must_be_said(app):
    with app.test_request_context():
        fields = list(asked())
        taken = [
            f"{kind.__name__}.{name}"
            for kind, name in fields
            if (form := kind(MultiDict({name: " \n "})))[name].validate(form)
        ]
    assert not taken, "spaces are taken for a text"
    assert {"WorkshopForm", "ProcessForm", "ActorForm"} <= {kind.__name__ for kind, _ in fields}
