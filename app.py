"""The application: `flask --app app` asks for `app`, `granian --interface rsgi app:served` for its door."""

import gc

# All that is made from here on lives as long as the process: to look through it for garbage took a fifth of the start.
gc.disable()

from smd_workshop import create_app  # noqa: E402
from smd_workshop.config import NotConfigured  # noqa: E402
from smd_workshop.web.serving.server_door import Served  # noqa: E402

try:
    app = create_app()
except NotConfigured as refusal:
    raise SystemExit(str(refusal)) from None

served = Served(app, app.config["SMD_THREADS"], app.config["SMD_UPLOAD_BYTES"])

gc.freeze()
gc.enable()
