"""A kind of ballot that lives only in tests is cast, stored, counted and printed: one folder is enough."""

import gzip
import importlib
import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest
from ballots import made_up, thumbs_method
from builders import close, make_room, make_round
from pypdf import PdfReader
from sqlalchemy import select
from staff import administrator

from smd_workshop.database import db
from smd_workshop.library import ballots
from smd_workshop.library.ballots import KINDS
from smd_workshop.library.recount import tally
from smd_workshop.models import Ballot, Reason, Result

FOLDER = Path(made_up.__file__).parent / "thumbs"


@pytest.fixture
def method():
    with thumbs_method.among_the_methods() as method:
        yield method


@pytest.fixture
def room(app, method):
    return make_room((2, 1))


def phone_of(app, card):
    phone = app.test_client()
    phone.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert phone.post("/e", data={"code": card.code}).status_code == 303
    phone.post("/language", data={"language": "en", "next": "/"})
    return phone


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_a_phone_without_scripts_casts_it_and_the_count_is_right(app, room):
    round_ = make_round(room, "thumbs", ("F1", "F2"), secrecy="nominal")
    for card, thumb in zip(room.cards, ("up", "down", "up"), strict=True):
        phone = phone_of(app, card)
        page = phone.get("/s/mesa-1/1")
        assert page.text.count('name="a.F1"') == 2
        wrong = phone.post("/s/mesa-1/1", data={"a.F1": "sideways", "key": "k"})
        assert wrong.status_code == 422
        assert "F1: &#34;sideways&#34; is no thumb" in wrong.text
        form = {"a.F1": thumb, "a.F2": "up", "w.F1": "Falta agua", "key": "k"}
        assert phone.post("/s/mesa-1/1", data=form).status_code == 303
        saved = words(phone.get("/s/mesa-1/1"))
        assert f"thumb {thumb}" in saved
        assert ("«Falta agua»" in saved) == (thumb == "down")
    stored = sorted(json.loads(a)["F1"] for a in db.session.scalars(select(Ballot.answer)))
    assert stored == ["down", "up", "up"]
    close(round_)
    result = db.session.scalars(select(Result)).one()
    assert result.document["options"] == {"F1": {"up": 2}, "F2": {"up": 3}}
    assert tally.recount(result.tally) == result.document


def test_a_reason_says_by_itself_what_it_explains(app, room):
    round_ = make_round(room, "thumbs", ("F1", "F2"), secrecy="nominal")
    form = {"a.F1": "down", "w.F1": "Falta agua", "key": "k"}
    phone_of(app, room.cards[0]).post("/s/mesa-1/1", data=form)
    close(round_)
    assert db.session.scalars(select(Reason.stance)).all() == ["down"]
    page = administrator(app).get("/f/moq/w/mesa-1/rounds/1/reasons")
    assert "put the thumb down" in words(page)


def test_its_script_comes_in_one_file_with_what_all_share(app, room):
    make_round(room, "thumbs", ("F1", "F2"))
    phone = phone_of(app, room.cards[0])
    page = phone.get("/s/mesa-1/1").text
    assert 'data-ups="# thumbs up"' in page
    (address,) = re.findall(r'<script[^>]* src="(/ballots/[^"]+)"', page)
    answer = phone.get(address, headers={"Accept-Encoding": "gzip"})
    script = gzip.decompress(answer.data).decode()
    assert script.startswith("{\n" + (FOLDER / "ballot.js").read_text("utf-8"))
    assert script.endswith((Path(app.static_folder) / "ballot.js").read_text("utf-8"))
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.mimetype == "text/javascript"
    assert "Set-Cookie" not in answer.headers
    assert phone.get("/ballots/rating.js").status_code == 404, "it has none of its own"
    assert phone.get("/ballots/nothing.js").status_code == 404


@pytest.mark.slow
def test_staff_print_it_by_seat_or_as_a_sheet_to_copy(app, room):
    make_round(room, "thumbs", ("F1", "F2"), secrecy="nominal", open=False)
    make_round(room, "thumbs", ("F1", "F2"), secrecy="secret", electorate=["com"])
    staff = administrator(app)
    texts = {}
    for number in (1, 2):
        address = f"/f/moq/w/mesa-1/rounds/{number}/paper-ballots.pdf"
        page = {1: "rounds/1/open", 2: "rounds/2/papers"}[number]
        assert f'="{address}"' in staff.get(f"/f/moq/w/mesa-1/{page}").text
        answer = staff.get(address)
        assert answer.mimetype == "application/pdf"
        texts[number] = [p.extract_text() for p in PdfReader(io.BytesIO(answer.data)).pages]
    assert all("F1. Factor F1" in text for each in texts.values() for text in each)
    by_name = " ".join(texts[1])
    assert all(by_name.count(code) == 1 for code in ("COM1", "COM2", "SOC1"))
    assert len(texts[2]) == 1
    assert texts[2][0].count("△ ▽") == 4, "two alike on the sheet"
    assert "COM" not in texts[2][0], "nothing leads from a secret ballot to a seat"


def test_paper_is_not_for_everybody_nor_for_a_round_that_is_over(app, room):
    round_ = make_round(room, "thumbs", secrecy="nominal")
    address = "/f/moq/w/mesa-1/rounds/1/paper-ballots.pdf"
    assert "/account/login" in app.test_client().get(address).location
    assert "/account/login" in phone_of(app, room.cards[0]).get(address).location
    close(round_)
    assert administrator(app).get(address).status_code == 404


def broken(tmp_path, monkeypatch, change):
    """A package with a folder like thumbs, of which something is missing."""
    package = f"broken_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / package / "thumbs"
    shutil.copytree(FOLDER, folder)
    (tmp_path / package / "__init__.py").write_text("")
    change(folder)
    monkeypatch.syspath_prepend(tmp_path)
    importlib.invalidate_caches()
    return importlib.import_module(package)


def without(name):
    return lambda folder: (folder / name).unlink()


def altered(name, old, new):
    def change(folder):
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (without("sheet.html"), "ballots/thumbs has no sheet.html"),
        (without("paper.html"), "ballots/thumbs has no paper.html"),
        (without("example.toml"), "ballots/thumbs has no example.toml"),
        (
            altered("paper.html", "macro form", "macro page"),
            "ballots/thumbs/paper.html has no macro form(",
        ),
        (
            altered("example.toml", "[[bad]]", "[[odd]]"),
            "ballots/thumbs/example.toml has no [[bad]]",
        ),
        (
            altered("__init__.py", "def read(", "def reads("),
            "ballots/thumbs: Thumbs does not say how to read",
        ),
        (
            altered("__init__.py", 'id: ClassVar[str] = "thumbs"', 'id: ClassVar[str] = "toes"'),
            'ballots/thumbs: Thumbs.id must be "thumbs"',
        ),
        (
            altered("__init__.py", '"""Up or down."""', "size: int"),
            "ballots/thumbs: every parameter of Thumbs needs a default",
        ),
        (
            altered("__init__.py", "stances: ClassVar", "moods: ClassVar"),
            "ballots/thumbs: Thumbs asks for reasons and has no stances they explain",
        ),
        (
            altered("__init__.py", "class Thumbs(BallotKind)", "class Thumbs"),
            "ballots/thumbs must define one kind of ballot, not 0",
        ),
        (lambda folder: None, "ballots/thumbs: there is a kind of this name already"),
    ],
)
def test_what_a_folder_lacks_is_said_at_the_start(tmp_path, monkeypatch, change, sentence):
    before = dict(KINDS)
    try:
        with pytest.raises(RuntimeError) as refused:
            ballots.register(broken(tmp_path, monkeypatch, change).__name__)
    finally:
        for name in [n for n in sys.modules if n.startswith("broken_")]:
            del sys.modules[name]
    assert str(refused.value) == sentence
    assert dict(KINDS) == before
