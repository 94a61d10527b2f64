"""Whoever asks for Spanish gets Spanish: the program builds its catalogues, or says why it does not start."""

import gettext
import os
import shutil

import pytest

from smd_workshop import create_app
from smd_workshop.config import NotConfigured
from smd_workshop.core import translations


@pytest.fixture
def sources(tmp_path):
    """The folder of translations as it comes out of git: nothing compiled."""
    folder = tmp_path / "translations"
    shutil.copytree(translations.SOURCES, folder, ignore=shutil.ignore_patterns("*.mo"))
    return folder


def spanish(folder):
    return gettext.translation("messages", folder, ["es"]).gettext("Saved.")


def test_what_is_not_compiled_is_compiled_and_what_is_old_again(sources, tmp_path):
    assert translations.folder(tmp_path, sources) == sources
    assert spanish(sources) == "Guardado."
    mo = sources / "es/LC_MESSAGES/messages.mo"
    mo.write_bytes(b"old")
    os.utime(mo, (0, 0))
    translations.folder(tmp_path, sources)
    assert spanish(sources) == "Guardado."
    assert not list(sources.rglob("*.part"))


def unwritable(monkeypatch, *folders):
    """A disk that does not take what is written there; who runs the tests may be root."""
    real = translations._build

    def build(po, mo):
        if any(folder in mo.parents for folder in folders):
            raise OSError(30, "Read-only file system")
        real(po, mo)

    monkeypatch.setattr(translations, "_build", build)


def test_where_the_program_may_not_be_written_they_are_built_in_the_instance(
    sources, tmp_path, monkeypatch
):
    unwritable(monkeypatch, sources)
    instance = tmp_path / "instance"
    assert translations.folder(instance, sources) == instance
    assert spanish(instance) == "Guardado."


def test_the_program_says_so_and_does_not_start_where_it_cannot_speak_spanish(
    sources, tmp_path, monkeypatch
):
    unwritable(monkeypatch, sources, tmp_path / "instance")
    folder = translations.folder
    monkeypatch.setattr(translations, "folder", lambda elsewhere: folder(elsewhere, sources))
    with pytest.raises(NotConfigured, match=r"Read-only.*pybabel compile"):
        create_app(
            {"TESTING": True, "SECRET_KEY": "k" * 40, "SMD_INSTANCE": str(tmp_path / "instance")}
        )


def test_a_folder_without_translations_is_named(tmp_path):
    with pytest.raises(translations.NoTranslations, match="no translations in"):
        translations.folder(tmp_path, tmp_path / "nothing")
