"""How the database came to be what it is: one step per file in versions/, named by date."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from smd_workshop.database import db

FOLDER = Path(__file__).resolve().parent


def init_app(app: Flask) -> None:
    """Let commands migrate the application's database; the application itself never does."""
    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(FOLDER))
