"""The pages of somebody who answers a survey by a link: no account, no cookie, no script needed."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

bp = Blueprint("respondent", __name__)

# Each module of this package registers its own pages; adding one needs no list here.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
