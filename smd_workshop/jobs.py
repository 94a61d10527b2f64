"""Work that a request must not wait for: huey, on SQLite by default, on Redis by URL."""

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from huey import Huey, RedisHuey, SqliteHuey


def init_app(app: Flask) -> None:
    """Give the application its queue; tests and commands may run jobs at once."""
    app.extensions["smd_huey"] = _queue(app)


def _queue(app: Flask) -> Huey:
    immediate = bool(app.config.get("TESTING"))
    if app.config["SMD_QUEUE_URL"]:
        return RedisHuey("smd", url=app.config["SMD_QUEUE_URL"], immediate=immediate)
    path = str(Path(app.instance_path) / "queue.sqlite")
    return SqliteHuey("smd", filename=path, immediate=immediate)
