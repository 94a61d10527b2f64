"""The yardstick of a survey: the least a Flask program can do that shows 36 items and takes the answers durably.

Its template is compiled once, when it starts. It reads the form with the product's own reading
(library/survey/instrument/answering.py), stores the answers as text with an id of the same length in one INSERT and one
commit, and answers with a redirect. It seals nothing, knows no link, no draft and no wave, shows nobody what they
answered before, and does not compress what it sends.
"""

import json
import os
import secrets
from datetime import UTC, datetime
from typing import Any

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader

from benchmarks.durable import connection
from smd_workshop.library.survey.instrument.answering import read_page
from smd_workshop.library.survey.instrument.reading import instrument_of
from smd_workshop.web.serving.server_door import Served

PAGE = """<!doctype html><html lang="es"><title>{{ title }}</title><form method="post">
{% for code, text, points in items %}<fieldset id="{{ code }}"><legend>{{ text }}</legend>
{% for value, words in points %}<label><input type="radio" name="{{ code }}" value="{{ value }}"> <span>{{ words }}</span></label>
{% endfor %}</fieldset>{% endfor %}<button>Seguir</button></form></html>"""

app = Flask("bare answers")
app.jinja_loader = DictLoader({"page.html": PAGE})
instrument = instrument_of(json.loads(os.environ["BARE_INSTRUMENT"]))
language = instrument.languages[0]


def _points(item: Any) -> list[tuple[int, str]]:
    scale = instrument.scale_of[item.question.scale]
    words = [instrument.said(label, language) for label in scale.labels]
    return list(zip(scale.points, words, strict=True))


items = [
    (code, instrument.said(item.text, language), _points(item))
    for code, item in instrument.items.items()
]


@app.get("/q/<link>/p/<part>")
def ask(link: str, part: str) -> str:
    return render_template("page.html", title=f"{link} {part}", items=items)


@app.post("/q/<link>/p/<part>")
def save(link: str, part: str) -> Any:
    sent = {name: request.form.getlist(name) for name in request.form}
    reading = read_page(instrument, part, sent, {}, datetime.now(UTC).date())
    if reading.faults:
        return "wrong", 422
    answers = json.dumps(dict(reading.answers), ensure_ascii=False, sort_keys=True)
    key = secrets.token_hex(32)
    connection().keep((secrets.token_hex(16), 1, 1, key, answers, "", key))
    return redirect(f"/q/{link}/send", 303)


served = Served(app)  # as the product is served
