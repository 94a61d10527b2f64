"""What phones and pages say in Spanish: no word of the office on a phone, one word for one thing."""

import re
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po
from source import ROOT

#: Where the texts of phones are written.
PHONES = (
    "smd_workshop/templates/participant", "smd_workshop/web/participant", "smd_workshop/library/ballots",
    "smd_workshop/rounds/ballots/casting.py", "smd_workshop/rounds/ballots/casting_rules.py",
    "smd_workshop/people/credentials.py", "smd_workshop/board/objections.py",
)  # fmt: skip
OFFICE = re.compile(r"escaño|papeleta|quórum|semilla|huella", re.IGNORECASE)
#: What is not said, in any text, and what is said for it.
REPLACED = {
    r"\bañad\w+": "agregar", r"\bmedias? (?:de los|equilibrad|del sector)": "promedio",
    r"\bel facilitador\b|\bal facilitador\b|\bdel facilitador\b|persona facilitadora": "quien facilita",
    r"\b(?:el|este) cuadr(?:o|ado)\b.*(?:cámara|escane)|escanee .*cuadr": "código QR",
    r"\bsector pesa (?:lo mismo|igual)": "Todos los sectores pesan igual",
    r"\bSin conexión\b|No se puede llegar al servidor": "No hay señal",
    r"\bcelular(?:es)? (?:muestra|las|no)|en su celular": "teléfono",
    r"\b(?:el|del) registro (?:lo )?(?:dice|dirá)": "padrón",
    r"\(marco\)|otro sector mostrado": "recuadro; cualquier otro sector que se muestra",
    r"\ba la conducción\b|\bla consola\b": "Conducir",
    r"[“”]": "«»",
    r"\bhuella digital\b|\bhuella de (?:los|las)\b": "código de comprobación",
}  # fmt: skip


@pytest.fixture(scope="module")
def spanish():
    with (ROOT / "translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        found = [m for m in read_po(file, locale="es") if m.id]
    return {m.id: (m.string,) if isinstance(m.string, str) else tuple(m.string) for m in found}


def test_phones_say_no_word_of_the_office(spanish, tmp_path):
    target = tmp_path / "phones.pot"
    words = [f"--keyword={k}" for k in ("N_", "NN_:1,2", "_l", "lazy_ngettext:1,2")]
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "translations/babel.cfg",
         *words, "-o", str(target), *PHONES],
        check=True, cwd=ROOT,
    )  # fmt: skip
    with target.open("rb") as file:
        said = {m.id for m in read_po(file) if m.id}
    assert len(said) > 150
    papers = paper_texts()
    found = [
        text
        for message in said - papers
        for text in spanish.get(message, ())
        if OFFICE.search(text)
    ]
    assert found == []


def paper_texts():
    """Texts that stand on a paper ballot, which is a papeleta."""
    found = set()
    for path in (ROOT / "smd_workshop/library/ballots").rglob("paper.html"):
        found |= set(re.findall(r'_\("([^"]+)"', path.read_text("utf-8")))
    return found


@pytest.mark.parametrize("pattern", REPLACED, ids=list(REPLACED.values()))
def test_one_word_for_one_thing(spanish, pattern):
    found = [text for texts in spanish.values() for text in texts if re.search(pattern, text)]
    assert found == [], f"say: {REPLACED[pattern]}"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("Choice of several by equal shares", "Elegir varios, con igual peso por sector"),
        ("Console", "Conducir"), ("Door", "Asistencia"),
        ("How is it known? (you may leave it empty)", "¿En qué se basa? (opcional)"),
        ("It closes in # s; your last saved ballot counts.", "Quedan # segundos para enviar"),
        ("No connection. Trying again…", "No hay señal"), ("Contested", "Aún no hay acuerdo"),
        ("Simulated votes: a demonstration, nobody said this", "Datos de práctica (votos simulados), no son opiniones reales"),
        ("Something has happened since: prepare it again.", "Hubo cambios: prepare otro borrador"),
        ("Every sector weighs the same", "Todos los sectores pesan igual"),
    ],
)  # fmt: skip
def test_what_was_agreed_to_be_said(spanish, source, said):
    assert spanish[source][0].startswith(said)


#: “So many of so many” things: of one it would say «0 de 1 papeles».
OF_ONE = re.compile(r"(?:%\(\w+\)s|#) de (?:%\(\w+\)s|##) (?!es\b)\w+s\b|Solo %\(\w+\)s \w+s\b")
#: Where there are always several.
SEVERAL = {
    "%(many)s of %(all)s answers are one way to come to %(share)s %%. Nobody wrote down whether it is the one.",
    "Shown are %(shown)s of %(all)s rows, those that are refused first.",
}


def test_of_one_thing_no_plural_is_said(spanish):
    found = {
        source
        for source, texts in spanish.items()
        if isinstance(source, str) and any(map(OF_ONE.search, texts))
    }
    assert found == SEVERAL
