"""What comes in, as every database can hold it: texts without NUL, numbers that fit."""

from typing import Any

import flask
from flask import Flask
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, UnicodeConverter
from werkzeug.utils import cached_property

NUL = "\x00"


class Request(flask.Request):
    """A request whose texts have no NUL: nobody types one, and PostgreSQL refuses it."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        """Return what stands in the address after the question mark."""
        cleaned: ImmutableMultiDict[str, str] = _clean(super().args)
        return cleaned

    def _load_form_data(self) -> None:
        super()._load_form_data()
        self.__dict__["form"] = _clean(self.__dict__["form"])


def _clean(fields: Any) -> Any:
    pairs = list(fields.items(multi=True))
    if not any(NUL in name or NUL in value for name, value in pairs):
        return fields
    return type(fields)([(name.replace(NUL, ""), value.replace(NUL, "")) for name, value in pairs])


class Number(IntegerConverter):
    """A number in an address: one that is too large to be stored leads nowhere."""

    regex = r"\d{1,9}"


class Word(UnicodeConverter):
    """A word in an address: one with NUL leads nowhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regex = self.regex.replace("[^/]", "[^/\\x00]")


def init_app(app: Flask) -> None:
    """Read every request so; called before the routes are made."""
    app.request_class = Request
    app.url_map.converters |= {"int": Number, "default": Word, "string": Word}
