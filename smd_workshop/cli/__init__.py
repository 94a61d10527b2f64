"""`flask smd …`: what is done from a terminal."""

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask
from flask.cli import AppGroup

smd = AppGroup("smd", help="Workshops and surveys from the terminal.")


def init_app(app: Flask) -> None:
    """Register the commands: each module adds its own to the group when it is imported."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    app.cli.add_command(smd)
