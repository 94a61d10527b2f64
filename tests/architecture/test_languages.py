"""A participant page in Spanish has no English sentence in it."""

import ast
import re
import sys

import pytest
from depth import DEEP
from source import ROOT, calls, name_of, python_files, short, trees

sys.path.insert(0, str(ROOT / "scripts"))

import messages

from smd_workshop.web.language import LANGUAGES

OTHERS = sorted(set(LANGUAGES) - {"en"})  # English is what the sources are written in


@pytest.fixture(scope="module")
def sources():
    """What is collected: that this is what stands in the sources says `messages.py --check`, which `.ci/run` asks."""
    return messages.extract() if DEEP else messages.read(messages.TEMPLATE)


#: What is called to say something.
SAYING = ("_", "_l", "N_", "NN_", "gettext", "ngettext", "lazy_gettext", "lazy_ngettext", "say")


@pytest.fixture(scope="module")
def parsed():
    """Every file in which something may be said."""
    return list(trees(python_files(), *(f"{name}(" for name in SAYING)))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(sources, language):
    catalogue = messages.read(ROOT / f"translations/{language}/LC_MESSAGES/messages.po", language)
    catalogue.update(sources, no_fuzzy_matching=True)
    missing = [m.id for m in messages.untranslated(catalogue)]
    assert missing == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_loses_a_number_or_a_name(language):
    catalogue = messages.read(ROOT / f"translations/{language}/LC_MESSAGES/messages.po", language)
    assert len(catalogue) > 100
    wrong = {str(m.id): e for m in catalogue for e in messages.wrong(m, catalogue)}
    assert wrong == {}


@pytest.mark.parametrize("language", OTHERS)
def test_a_sign_of_per_cent_is_written_twice(language):
    """Templates fill in every sentence, one without places too: a sign alone is an error there, of the whole page."""
    catalogue = messages.read(ROOT / f"translations/{language}/LC_MESSAGES/messages.po", language)
    alone = re.compile(r"%(?![(])")
    said = [
        text
        for m in catalogue
        for each in (m.id, m.string)
        for text in ([each] if isinstance(each, str) else each)
    ]
    assert [text for text in said if alone.search(text.replace("%%", ""))] == []


def test_no_text_hides_from_the_translator_inside_another(parsed):
    """What is called within an f-string is not collected, and stays English on a Spanish page."""
    hidden = [
        f"{short(path)}:{call.lineno}"
        for path, tree in parsed
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for call in calls(text)
        if name_of(call) in {"_", "_l", "gettext", "ngettext", "lazy_gettext", "say"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


def test_every_sentence_of_the_code_is_collected(sources, parsed):
    """Babel loses a call within which another name of its list stands, as in `_("…", names=Speaker(gettext))`."""
    known = {each for m in sources if m.id for each in ((m.id,) if isinstance(m.id, str) else m.id)}
    lost = [
        f"{short(path)}:{call.lineno}"
        for path, tree in parsed
        for call in calls(tree)
        if name_of(call) in {*SAYING} - {"say"}
        and call.args
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value not in known
    ]
    assert lost == []


@pytest.mark.parametrize("word", ["ítem", "módulo", "submit", "usuario final", "clic aquí"])
def test_the_spanish_is_plain(word):
    catalogue = messages.read(ROOT / "translations/es/LC_MESSAGES/messages.po", "es")
    assert [m.id for m in catalogue if m.id and word in str(m.string).lower()] == []


#: What no Spanish sentence says, because docs/glossary.md has another word for it, and that word.
OTHERWISE = {
    r"\bolas?\b": "aplicación",
    r"\bvaloraci(ón|ones)\b": "calificación",
    r"\b(ronda|voto|votación|papeleta|secreta) (o )?con nombres?\b": "nominal",
    r"\bnadie (lo|la) conoce\b|\bsin dato\b|\bse desconoce\b": "nadie lo sabe, N/D",
    r"^(?!.*nadie lo sabe)(?=.*N/D).{4,}$": "N/D si nadie lo sabe",
}


def test_one_thing_has_one_word_in_spanish():
    catalogue = messages.read(ROOT / "translations/es/LC_MESSAGES/messages.po", "es")
    said = [
        text
        for m in catalogue
        if m.id
        for text in ([m.string] if isinstance(m.string, str) else m.string)
    ]
    found = {
        text: word
        for text in said
        for pattern, word in OTHERWISE.items()
        if re.search(pattern, text, re.IGNORECASE | re.DOTALL)
    }
    assert found == {}, "docs/glossary.md names each thing once"
