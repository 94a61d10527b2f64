"""Lists of people as rooms and networks deliver them: too large, twice the same, full of signs, cut
short on a full disk. Each gets a verdict; none gets half in."""

import errno
import os
from pathlib import Path
from unicodedata import normalize

import pytest
from builders import make_room, make_user
from hostile import MARK, TEXTS, runs
from sqlalchemy import func, select

from smd_workshop.core.input_text import tidy
from smd_workshop.database import db
from smd_workshop.models import Actor, Seat

HEAD = "Sector;Actor;Escaño;Titular;Suplente\n"


@pytest.fixture
def office(app):
    make_room()
    browser = app.test_client()
    email, password = make_user()
    browser.post("/account/login", data={"email": email, "password": password})
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "es-PE"
    return browser


def send(browser, text):
    head = 'Content-Disposition: form-data; name="file"; filename="lista.csv"'
    body = f"--b\r\n{head}\r\nContent-Type: text/csv\r\n\r\n{text}\r\n--b--\r\n"
    return browser.post(
        "/f/moq/people/import", data=body.encode(), content_type="multipart/form-data; boundary=b"
    )


def confirm(browser, preview):
    page = browser.get(preview)
    plan = page.text.partition('name="plan" value="')[2].partition('"')[0]
    return browser.post(preview, data={"plan": plan})


def seats():
    return db.session.scalar(select(func.count()).select_from(Seat))


def test_what_a_list_says_is_kept_as_it_is_and_runs_nowhere(app, office):
    names = [MARK, TEXTS["right to left"], TEXTS["emoji and marks"], "=1+1", "x" * 200]
    rows = [
        f'com;Actor {n};Z{n};"{name.replace(chr(34), chr(34) * 2)}";'
        for n, name in enumerate(names)
    ]
    sent = send(office, HEAD + "\n".join([*rows, "com;Otro;Z9;" + "x" * 4_000 + ";"]))
    assert sent.status_code == 303
    preview = office.get(sent.location)
    assert not runs(preview.text) and "más de 200 caracteres" in preview.text
    assert confirm(office, sent.location).status_code == 303
    stored = dict(db.session.execute(select(Seat.code, Seat.titular)).all())
    for n, name in enumerate(names[:3]):
        assert stored[f"Z{n}"] == normalize("NFC", tidy(name).strip())
    assert "Z9" not in stored
    page = office.get("/f/moq/people")
    assert page.status_code == 200 and not runs(page.text)
    long = send(office, HEAD + f"com;Uno;Z8;{TEXTS['long']};\n")
    assert long.status_code == 422 and "La fila 2 tiene una celda con más de" in long.text


def test_a_seat_that_stands_twice_in_a_list_is_added_once_and_the_other_row_is_named(office):
    before = seats()
    sent = send(office, HEAD + "com;Uno;Z1;Rosa;\ncom;Uno;Z1;Eva;\nsoc;Uno;Z2;Ana;\n")
    page = office.get(sent.location).text
    assert "fila 2" in page.lower()
    assert confirm(office, sent.location).status_code == 303
    db.session.rollback()
    assert seats() == before + 1
    assert len(db.session.scalars(select(Actor).where(Actor.name == "Uno")).all()) == 1


def test_a_list_that_is_too_large_is_refused_in_words(app, office):
    answer = send(office, HEAD + "com;Uno;;Rosa;\n" * 200_000)
    assert answer.status_code in {413, 422}
    assert "demasiado grande" in answer.text.lower() or "Envíe" in answer.text
    assert "Traceback" not in answer.text


def test_a_disk_that_is_full_leaves_no_list_cut_short(app, office, monkeypatch):
    """The write is stopped in the middle, as a full disk does."""
    whole = Path.write_bytes

    def stops(self, data):
        if self.parent.name == "uploads":
            whole(self, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return whole(self, data)

    monkeypatch.setattr(Path, "write_bytes", stops)
    answer = send(office, HEAD + "com;Uno;Z1;Rosa;\n")
    assert answer.status_code == 503
    assert "no puede leer ni guardar datos" in answer.text
    assert list((Path(app.instance_path) / "uploads").iterdir()) == []
    monkeypatch.undo()
    assert confirm(office, send(office, HEAD + "com;Uno;Z1;Rosa;\n").location).status_code == 303
