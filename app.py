"""The WSGI application: `granian --interface wsgi app:app` and `flask --app app`."""

from smd_workshop import create_app

app = create_app()
