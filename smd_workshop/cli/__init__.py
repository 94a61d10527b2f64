"""`flask smd …`: what is done from a terminal."""

from importlib import import_module
from pkgutil import walk_packages

from flask import Flask
from flask.cli import AppGroup

smd = AppGroup("smd", help="Workshops and surveys from the terminal.")


def init_app(app: Flask) -> None:
    """Register the commands: each module adds its own to the group when it is imported."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)
    app.cli.add_command(smd)
