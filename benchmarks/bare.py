"""The yardstick: the least a Flask program can do that takes the same ballot durably.

It reads and checks the form with the product's own form (forms/workshops/ballot.py), stores the canonical
answer and reasons with an id, a key and a voter's name of the same lengths, in one INSERT and one
commit on the same database with the same durability, and answers with the same redirect. The driver
is used directly, with one connection per thread.

It has no session, no card, no round, no origin check; it does not know who votes, whether the round
is open, or whether this ballot was sent before; it keeps every ballot it ever gets.
"""

import hashlib
import json
import os
import secrets
from typing import Any

from flask import Flask, redirect, request

from benchmarks.durable import connection
from forms.workshops import ballot as forms
from smd_workshop.library.methods import METHODS
from smd_workshop.web.serving.server_door import Served

app = Flask("bare")
question = forms.question_of(METHODS["rating"], json.loads(os.environ["BARE_CODES"]), {})


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@app.post("/s/<workshop>/<int:number>")
def cast(workshop: str, number: int) -> Any:
    sheet = forms.read(question, request.form)
    if sheet.errors:
        return "wrong", 422
    key = hashlib.sha256(request.form["key"].encode()).hexdigest()
    answer, reasons = canonical(sheet.answer), canonical(sheet.reasons)
    connection().keep((secrets.token_hex(16), 1, 1, secrets.token_hex(32), answer, reasons, key))
    return redirect(f"/s/{workshop}/{number}", 303)


served = Served(app)  # as the product is served
