"""The WSGI application: `granian --interface wsgi app:app` and `flask --app app`."""

from smd_workshop import create_app
from smd_workshop.config import WeakSecret

try:
    app = create_app()
except WeakSecret as refusal:
    raise SystemExit(str(refusal)) from None
