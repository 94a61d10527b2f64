"""A platform for multi-actor consensus workshops whose every figure can be followed back."""

import os
from pathlib import Path
from typing import Any

from flask import Flask

from smd_workshop import config


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Return the application, configured from defaults, the environment and the given values.

    Raises config.WeakSecret in production without a strong secret key.
    """
    # Imported here: the library and its recount commands must load without the web.
    from smd_workshop import cli, database, own_files, web  # noqa: PLC0415
    from smd_workshop.library import methods  # noqa: PLC0415
    from smd_workshop.worker import jobs  # noqa: PLC0415

    overrides = overrides or {}
    instance = Path(overrides.get("SMD_INSTANCE") or config.instance_folder())
    own_files.keep(instance)
    app = Flask(__name__, instance_path=str(instance), static_folder="static")
    app.config.update(config.load(instance, overrides))
    for package in app.config["SMD_METHODS"].replace(",", " ").split():
        methods.register(package)
    database.init_app(app)
    if "FLASK_RUN_FROM_CLI" in os.environ:  # `flask db …`: a server has no use for it
        from smd_workshop import migrations  # noqa: PLC0415

        migrations.init_app(app)
    jobs.init_app(app)
    web.init_app(app)
    cli.init_app(app)
    return app
