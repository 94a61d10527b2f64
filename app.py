"""The application: `flask --app app` asks for `app`, `granian --interface rsgi app:served` for its door."""

from smd_workshop import create_app
from smd_workshop.config import NotConfigured
from smd_workshop.web.serving import Served

try:
    app = create_app()
except NotConfigured as refusal:
    raise SystemExit(str(refusal)) from None

served = Served(app, app.config["SMD_THREADS"], app.config["SMD_UPLOAD_BYTES"])
