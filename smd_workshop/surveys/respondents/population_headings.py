"""By which headings the columns of a list of who is asked are known, and what of a person is never kept. Values only."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from smd_workshop.core import names
from smd_workshop.core.messages import N_

#: Column → the headings it is known by, without accents and signs.
HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("codigo", "code", "id", "ruc"),
    "name": (
        "nombre", "nombres", "nombre completo", "usuario", "empresa", "razon social", "persona",
        "name", "user", "company", "person",
    ),
    "email": (
        "correo", "correo electronico", "email", "e mail", "mail", "direccion de correo", "mail address",
    ),
    "phone": (
        "celular", "telefono", "whatsapp", "movil", "telefono celular", "phone", "mobile", "cell phone",
    ),
}  # fmt: skip
#: Words that headings are filled with. A heading is likely only where it has no others: “Usa celular” groups people.
_FILLING: Final = frozenset({
    "y", "e", "o", "u", "de", "del", "la", "las", "el", "los", "s", "as", "os", "completo", "completos", "social",
    "the", "of", "and", "full",
})  # fmt: skip
#: Of those, what makes a number of it, which is nobody's name.
_NUMBER: Final = frozenset({"n", "no", "nro", "num", "numero", "number", "1", "2", "3"})
#: Headings of what numbers the rows of a list, which is made anew with each list: nobody is known by it.
_NUMBERING: Final = frozenset({
    "n", "no", "nro", "num", "numero", "number", "item", "orden", "order", "correlativo", "n o", "n de orden", "no de orden",
    "nro de orden", "numero de orden", "numero correlativo", "n correlativo", "row", "fila",
})  # fmt: skip
#: Up to how many digits such a number has; what is longer, or has letters, identifies somebody.
_COUNTED: Final = 4
#: That something is of who is asked.
_OWN: Final = frozenset(
    {"titular", "usuario", "usuaria", "cliente", "empresa", "negocio", "persona", "principal"}
)
#: That it is of somebody else, or one more: who is asked is not written to there, and it groups nobody.
_WHOSE: Final = _OWN | {
    "representante", "legal", "gerente", "encargado", "encargada", "responsable", "dueno", "alterno", "alterna",
    "alternativo", "alternativa", "otro", "otra", "secundario", "secundaria", "adicional", "referencia", "emergencia",
    "owner", "other",
}  # fmt: skip
#: What a column probably holds, by words of its heading; those that stand first are looked for first.
_LIKELY: Final[Mapping[str, frozenset[str]]] = {
    "email": frozenset({
        "correo", "correos", "email", "mail", "mails", "electronico", "electronica", "personal", "institucional",
        "contacto", "address",
    }),
    "phone": frozenset({
        "celular", "celulares", "telefono", "telefonos", "fono", "movil", "whatsapp", "fijo", "personal", "contacto",
        "phone", "mobile", "telephone",
    }),
    "code": frozenset({"codigo", "cod", "id", "ruc", "code", "usuario", "empresa", "cliente", "persona"}),
    "surnames": frozenset({"apellido", "apellidos", "paterno", "materno", "surname", "surnames"}),
    "name": frozenset({
        "nombre", "nombres", "apellido", "apellidos", "usuario", "usuaria", "cliente", "empresa", "razon", "persona",
        "institucion", "organizacion", "entidad", "name", "names", "user", "company", "person", "surname", "surnames",
    }),
}  # fmt: skip
#: Of those words, which make it so: “contacto” alone is neither a number nor a name.
_CERTAIN: Final[Mapping[str, frozenset[str]]] = {
    "email": frozenset({"correo", "correos", "email", "mail", "mails"}),
    "phone": frozenset({"celular", "celulares", "telefono", "telefonos", "fono", "movil", "whatsapp", "phone",
                        "mobile", "telephone"}),
    "code": frozenset({"codigo", "cod", "code", "ruc"}),
}  # fmt: skip
#: Never taken over: what identifies a person and no survey needs.
_PRIVATE: Final = frozenset({
    "dni", "documento", "documentos", "identidad", "pasaporte", "carnet", "carne", "direccion", "domicilio", "nacimiento",
    "firma", "passport", "signature",
})  # fmt: skip
#: Of those, what is an office as well: “Dirección” of a region, or a firm. Only a person can tell.
_OFFICES: Final = frozenset({"direccion", "firma"})
_BESIDE_PRIVATE: Final = _FILLING | _NUMBER | _WHOSE | {
    "ce", "tipo", "fecha", "f", "lugar", "extranjeria", "ruc", "domiciliaria", "real", "actual", "particular", "fiscal",
    "dd", "mm", "aaaa",
}  # fmt: skip
#: What reaches or names a person, and is kept once or not at all.
_OF_A_PERSON: Final = frozenset({"email", "phone", "surnames", "name"})
_REACHING: Final = _CERTAIN["email"] | _CERTAIN["phone"]
_BESIDE_REACHING: Final = _LIKELY["email"] | _LIKELY["phone"] | _PRIVATE | _BESIDE_PRIVATE
#: Who somebody is in an organisation: below such a heading stands their name.
_SOMEBODY: Final = frozenset({
    "representante", "gerente", "encargado", "encargada", "responsable", "dueno", "contacto", "owner", "contact",
})  # fmt: skip
_NAMING: Final = frozenset({"nombre", "nombres", "apellido", "apellidos", "name", "names"})
_BESIDE_SOMEBODY: Final = _SOMEBODY | _NAMING | _FILLING | _WHOSE | {"general"}
#: Why a column is not kept.
IDENTIFIES: Final = N_("it identifies a person, or says where they live, and no survey needs it")
REACHES: Final = N_("it reaches a person, and one number and one address are kept already")
NAMES: Final = N_("it names somebody, and who is asked is named already")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the known columns stand, by their places from 0; the places of what groups people, and of what is not kept."""

    where: Mapping[str, tuple[int, ...]]
    groups: tuple[int, ...]
    private: tuple[int, ...]
    #: What numbers the rows: neither a code nor a group.
    numbering: tuple[int, ...] = ()


def is_name(heading: str) -> bool:
    """Say whether a column of this heading holds what somebody is called, and nothing else."""
    return names.bare(heading) in HEADINGS["name"]


def columns(
    headers: Sequence[str], offices: Collection[str] = (), rows: Sequence[Sequence[str]] = ()
) -> Columns:
    """Return where each column stands: certain headings before likely ones.

    `offices` are headings of which a person said that an office stands below them, and nobody's address. What stands in
    the rows tells the number of a row (“N°”: 1, 2, 3) from what somebody is known by (“N°”: A-17).
    """
    where: dict[str, tuple[int, ...]] = {}
    for knows in (certain, likely):
        _find(headers, knows, where)
    numbered = [place for place, header in enumerate(headers) if is_numbering(header)]
    counting = tuple(p for p in numbered if all(_counts(row[p]) for row in rows if p < len(row)))
    coded = next((place for place in numbered if place not in counting), None)
    if coded is not None:
        where.setdefault("code", (coded,))
    taken = {place for places in where.values() for place in places} | {*counting}
    rest = [place for place, header in enumerate(headers) if header.strip() and place not in taken]
    private = tuple(
        place for place in rest
        if _is_of_a_person(headers[place]) and not _said_to_be_office(headers[place], offices)
    )  # fmt: skip
    return Columns(where, tuple(p for p in rest if p not in private), private, counting)


def is_numbering(header: str) -> bool:
    """Say whether below a heading the rows are numbered."""
    return header.strip() == "#" or names.bare(header) in _NUMBERING


def _counts(cell: str) -> bool:
    digits = cell.strip().rstrip(".").removesuffix(".0")
    return not digits or (digits.isdecimal() and len(digits) <= _COUNTED)


def _find(
    headers: Sequence[str], knows: Callable[[str], str | None], where: dict[str, tuple[int, ...]]
) -> None:
    before = set(where)
    for place, header in enumerate(headers):
        key = None if any(place in places for places in where.values()) else knows(header)
        if key is None or key in before:
            continue
        if key == "surnames" or key not in where:
            where[key] = (*where.get(key, ()), place)


def certain(header: str) -> str | None:
    """Return what a heading stands over, if it is one of those that are known."""
    bare = names.bare(header)
    return next((key for key, known in HEADINGS.items() if bare in known), None)


def likely(header: str) -> str | None:
    """Return what a heading probably stands over, if all of its words say so."""
    words = set(names.bare(header).replace("e mail", "email").split())
    for key, some in _LIKELY.items():
        others = _FILLING | _OWN
        others |= frozenset() if key in {"name", "surnames"} else _NUMBER
        if words & _CERTAIN.get(key, some) and words <= some | others:
            return key
    return None


def is_private(header: str) -> bool:
    """Say whether a column identifies a person in a way that no survey needs."""
    words = set(names.bare(header).split())
    return bool(words & _PRIVATE) and words <= _PRIVATE | _BESIDE_PRIVATE and not certain(header)


def may_be_office(header: str) -> bool:
    """Say whether a heading that is not kept is one that offices have, too: a person is asked."""
    words = set(names.bare(header).split()) & _PRIVATE
    return is_private(header) and words <= _OFFICES


def _said_to_be_office(header: str, offices: Collection[str]) -> bool:
    return header.strip() in offices and may_be_office(header)


def reason(header: str) -> str:
    """Return why a column below this heading is not kept, as the end of a sentence."""
    if is_private(header):
        return IDENTIFIES
    words = set(names.bare(header).replace("e mail", "email").split())
    return REACHES if words & _REACHING else NAMES


def _is_of_a_person(header: str) -> bool:
    """Say whether a column that is not read names, reaches or identifies somebody: such a thing groups nobody."""
    key = certain(header) or likely(header)
    words = set(names.bare(header).split())
    if key == "name":
        return bool(words & _NAMING)
    several = (
        words & _REACHING and words <= _BESIDE_REACHING
    )  # an address or a number, whichever there is
    somebody = words & _SOMEBODY and words <= _BESIDE_SOMEBODY
    return key in _OF_A_PERSON or bool(several or somebody) or is_private(header)


def score(cells: Sequence[str]) -> int:
    """Return how well a row is known as headings: 2 for each that is known, 1 for each that is likely or not kept."""
    known = (
        2 if certain(cell) or is_numbering(cell) else 1 if likely(cell) or is_private(cell) else 0
        for cell in cells
    )
    return sum(known)
