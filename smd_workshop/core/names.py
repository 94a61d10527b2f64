"""One order and one search for names: the same on every page and paper, on every database.

A database sorts by its collation: SQLite puts Álamos behind Zapata, PostgreSQL forgets hyphens, and
both put COM-10 before COM-2. Names are therefore ordered and searched here, in Python.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from smd_workshop.core.caching import bounded

T = TypeVar("T")
Key = tuple[tuple[tuple[int, int, str], ...], str]

#: Signs that a keyboard has one of and a word processor several.
_ONE_SIGN = {ord(c): "'" for c in "‘’‛ʼ´`"} | {ord(c): "-" for c in "‐‑‒–—−"} | {
    ord(c): '"' for c in "“”«»„"
}  # fmt: skip
#: What stands in a rehearsal for a person, whom it does not name.
UNNAMED = "—"
_QUOTED = re.compile(r"«([^«»]+)»|“([^“”]+)”|\"([^\"]+)\"")
_NUMBERS = re.compile(r"([0-9]+)")
#: What people write in the cell of a name where there is nobody, as `bare` has it.
_NOBODY = re.compile(
    r"0*|x{2,10}|n n|(?:(?:aun|todavia) )?no(?: (?:tiene|tienen|hay|cuenta|aplica|corresponde|designad[oa]|definid[oa]|asignad[oa]))?"
    r"(?: con)?(?: (?:titular|suplente|nadie|ninguno))?"
    r"|(?:por|sin|falta) (?:designar|designacion|definir|nombrar|nombre|elegir|eleccion|confirmar|asignar|acreditar|titular|suplente"
    r"|dato|datos)|ningun[oa]|nadie|pendiente|(?:puesto |cargo |escano )?(?:vacante|vacio)|s [nd]|n [ad]"
    r"|none|nobody|vacant|empty|not (?:applicable|available)|to be (?:named|appointed|confirmed|defined)|tb[acd]"
)
_TILDE = "\u0303"
#: Behind every letter: Ñ is a letter of its own, between N and O.
_AFTER = "\U0010ffff"


@bounded("folded names", 50_000)
def folded(text: str) -> str:
    """Return a text as it is compared and searched: no accents, no case, single spaces."""
    letters = unicodedata.normalize("NFKD", text.translate(_ONE_SIGN))
    kept = (c for c in letters if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(kept).casefold().split())


def bare(text: str) -> str:
    """Return a text as `folded`, with a space for every sign that is neither letter nor digit."""
    return re.sub(r"[\W_]+", " ", folded(text)).strip()


def same(one: str, other: str) -> bool:
    """Say whether two names are one, whatever their accents, capitals, signs and spaces: nobody else is called so."""
    return bare(one).replace(" ", "") == bare(other).replace(" ", "")


def capitalised(sentence: str) -> str:
    """Return a sentence with its first letter large: a name like “la ZED Ilo” may begin it."""
    return sentence[:1].upper() + sentence[1:]


def is_nobody(text: str) -> bool:
    """Say whether what stands where a name belongs says that there is none: «no tiene», «(por designar)», «s/n», a dash."""
    return _NOBODY.fullmatch(bare(text)) is not None


def unquoted(text: str) -> str:
    """Return a text without the quotes around the whole of it: where it is quoted it would have them twice."""
    found = _QUOTED.fullmatch(text.strip())
    return text if found is None else found[found.lastindex or 0]


def one_stop(sentence: str, values: Mapping[str, object], place: str = "%({})s") -> str:
    """Return a sentence without its full stop behind a place for what ends in one: “Empresa S.A.C.”, not “S.A.C..”."""
    for name, value in values.items():
        if isinstance(value, str) and value.endswith("."):
            here = place.format(name)
            sentence = sentence.replace(f"{here}.", here)
    return sentence


@bounded("keys of names", 50_000)
def order(text: str) -> Key:
    """Return what a name is sorted by: accents and case aside, Ñ after N, numbers by their value."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    apart = re.sub(f"n{_TILDE}", f"n{_AFTER}", letters)
    kept = "".join(c for c in apart if c == _AFTER or not unicodedata.combining(c))
    plain = re.sub(rf"[^\w{_AFTER}]+|_", " ", kept).strip()
    return tuple(_piece(piece) for piece in _NUMBERS.split(plain)), text


def _piece(piece: str) -> tuple[int, int, str]:
    """Return a number by its length and digits, which no length of digits can break."""
    if not piece.isascii() or not piece.isdecimal():
        return (1, 0, piece)
    digits = piece.lstrip("0")
    return (0, len(digits), digits)


def by_name(found: Iterable[T], *names: Callable[[T], str]) -> list[T]:
    """Return what was found by its names, the first deciding before the next."""
    return sorted(found, key=lambda each: [order(name(each)) for name in names])


def holds(words: str, texts: Iterable[str]) -> bool:
    """Say whether every word stands somewhere in the texts, accents and case aside."""
    inside = folded(" ".join(texts))
    return all(word in inside for word in folded(words).split())
