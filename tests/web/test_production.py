"""A server that is open to the world does not start with what would open it too far."""

import os
import secrets
import stat

import pytest
from builders import make_room, make_round

from reports import store
from smd_workshop import config, create_app
from smd_workshop.config import SETTINGS
from smd_workshop.making.minutes_pdf import documents_folder

GOOD = {
    "SMD_PRODUCTION": "1", "SMD_SECRET_KEY": secrets.token_hex(32),
    "SMD_PUBLIC_URL": "https://smd.example.pe", "SMD_MAIL_BACKEND": "smtp",
}  # fmt: skip


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start with the environment of a good server, changed."""

    def started(**changed):
        for name in [name for name in os.environ if name.startswith("SMD_")]:
            monkeypatch.delenv(name)
        for name, value in (GOOD | {"SMD_INSTANCE": str(tmp_path / "instance")} | changed).items():
            monkeypatch.setenv(name, value)
        return create_app()

    return started


def test_a_good_server_starts(start):
    assert start().config["SMD_PRODUCTION"] is True


@pytest.mark.parametrize("word", ["si", "sí", "ja", "2", "production"])
def test_a_word_that_is_neither_yes_nor_no_is_refused_and_does_not_mean_no(start, word):
    with pytest.raises(config.NotConfigured, match="SMD_PRODUCTION must be 1 or 0"):
        start(SMD_PRODUCTION=word)


def test_every_switch_refuses_such_a_word(start):
    switches = [s.variable for s in SETTINGS if isinstance(s.default, bool)]
    assert len(switches) >= 3
    for variable in switches:
        with pytest.raises(config.NotConfigured, match=variable):
            start(**{variable: "quizás"})


@pytest.mark.parametrize(
    "key",
    [
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "change-me-please-31-41-59-26-53-58-97",
        "0123456789abcdef" * 3,
        "Kq3vTz81-" * 5,
        "esta-es-la-clave-del-servidor-2026-xy",
        "qwertyuiopasdfghjklzxcvbnm-1928-3746",
    ],
)
def test_a_key_that_can_be_guessed_is_refused(start, key):
    assert len(key) >= 32
    with pytest.raises(config.WeakSecret):
        start(SMD_SECRET_KEY=key)


def test_keys_of_chance_are_taken():
    for _ in range(300):
        for key in (secrets.token_hex(32), secrets.token_urlsafe(32)):
            assert config.production.strong(key) == key


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SMD_PUBLIC_URL", "http://smd.example.pe"),
        ("SMD_PUBLIC_URL", "smd.example.pe"),
        ("SMD_PUBLIC_URL", ""),
        ("FLASK_DEBUG", "1"),
        ("SMD_MAIL_BACKEND", "console"),
        ("SMD_MAIL_BACKEND", "locmem"),
    ],
)
def test_what_is_dangerous_in_the_open_is_refused(start, variable, value):
    with pytest.raises(config.NotConfigured):
        start(**{variable: value})


def test_what_the_program_writes_is_its_owners_alone(app, tmp_path):
    make_round(make_room())
    store.store(b"%PDF-1.7", "application/pdf", documents_folder())
    folder = tmp_path / "fresh"
    made = create_app({"TESTING": True, "SMD_INSTANCE": str(folder), "SMD_DRAFT_ACTAS": False})
    with made.app_context():
        from smd_workshop.database import db

        db.create_all()
        store.store(b"%PDF-1.7", "application/pdf", documents_folder())
        assert made.extensions["smd_tasks"].queue.storage is not None
    found = list(folder.rglob("*"))
    assert {"smd.sqlite", "secret_key", "documents"} <= {path.name for path in found}
    for path in [folder, *found]:
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_what_an_older_version_left_open_is_closed_at_the_start_and_nothing_else(tmp_path):
    folder = tmp_path / "instance"
    (folder / "documents").mkdir(parents=True)
    for name in ("smd.sqlite", "documents/a.pdf", "of-somebody-else.txt"):
        (folder / name).touch()
        (folder / name).chmod(0o644)
    folder.chmod(0o755)
    everybodys = tmp_path / "everybodys"
    everybodys.mkdir()
    everybodys.chmod(0o1777)
    for place in (folder, everybodys):
        create_app({"TESTING": True, "SMD_INSTANCE": str(place)})
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in [folder, *folder.rglob("*")]}
    assert modes["instance"] == modes["documents"] == 0o700
    assert modes["smd.sqlite"] == modes["a.pdf"] == 0o600
    assert modes["of-somebody-else.txt"] == 0o644
    assert stat.S_IMODE(everybodys.stat().st_mode) == 0o1777
