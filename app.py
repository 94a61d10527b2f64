"""The WSGI application: `granian --interface wsgi app:app` and `flask --app app`."""

from smd_workshop import create_app
from smd_workshop.config import NotConfigured

try:
    app = create_app()
except NotConfigured as refusal:
    raise SystemExit(str(refusal)) from None
