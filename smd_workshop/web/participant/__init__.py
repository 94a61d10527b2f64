"""The seat's pages: a cheap phone, a card, a ballot."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

bp = Blueprint("participant", __name__)

# Each module of this package registers its own pages; adding one needs no list here.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
