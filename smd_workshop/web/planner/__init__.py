"""The planner's pages: plans, their files, their indicators and what was measured."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

bp = Blueprint("planner", __name__, url_prefix="/f/<process>/plans")

# Each module of this package registers its own pages; adding one needs no list here.
for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
