"""What comes in, as every database can hold it and every page can show it."""

from typing import Any

import flask
from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, UnsupportedMediaType
from werkzeug.formparser import FormDataParser
from werkzeug.routing import IntegerConverter, UnicodeConverter
from werkzeug.utils import cached_property

from smd_workshop.core.input_text import tidy

#: What a browser sends a form as. Nothing else is read: whoever counts wrong tries reads forms, too.
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


class Request(flask.Request):
    """A request whose texts are tidy: see smd_workshop.core.input_text."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Return what stands in the address after the question mark."""
        tidied: ImmutableMultiDict[str, str] = _tidy(super().args)
        return tidied

    def make_form_data_parser(self) -> FormDataParser:
        """Return a reader that says of a broken form that it is broken: it would be read as an empty one."""
        parser = super().make_form_data_parser()
        parser.silent = False
        return parser

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except ValueError as broken:
            raise BadRequest from broken
        self.__dict__["form"] = _tidy(self.__dict__["form"])


def _tidy(fields: Any) -> Any:
    given = list(fields.items(multi=True))
    tidied = [(tidy(name), tidy(value)) for name, value in given]
    return fields if tidied == given else type(fields)(tidied)


class Number(IntegerConverter):
    """A number in an address: one that is too large to be stored leads nowhere."""

    regex = r"\d{1,9}"


class Word(UnicodeConverter):
    """A word in an address: one with NUL leads nowhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regex = self.regex.replace("[^/]", "[^/\\x00]")


def check() -> None:
    """Refuse what is no form, or a broken one, before anything is done.

    Read as a form without fields it would empty what somebody had answered, and be told that it was saved. So would what
    lost its body on the way: a browser says of every form, also of one with a button alone, that it is a form.
    """
    if request.method != "POST":
        return
    if request.mimetype not in FORMS:
        raise UnsupportedMediaType
    _ = request.form


def init_app(app: Flask) -> None:
    """Read every request so; called before the routes are made."""
    app.request_class = Request
    app.url_map.converters |= {"int": Number, "default": Word, "string": Word}
