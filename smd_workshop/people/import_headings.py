"""By which headings the columns of a list are known, and what is never kept of a person. Values only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from smd_workshop.core import names
from smd_workshop.core.caching import bounded
from smd_workshop.core.messages import N_

#: column → the headings it is known by, without accents and signs.
HEADINGS: dict[str, tuple[str, ...]] = {
    "sector": ("sector", "codigo del sector", "sector code"),
    "sector_name": ("nombre del sector", "sector name"),
    "weight": ("peso", "peso del sector", "weight", "sector weight"),
    "actor": ("actor", "nombre del actor", "actor name", "organisation", "organization"),
    "actor_code": ("codigo del actor", "actor code"),
    "territory": ("territorio", "provincia", "lugar", "territory", "province", "place"),
    "seat": ("escano", "codigo del escano", "seat", "seat code"),
    "titular": ("titular", "nombre del titular", "nombre completo", "full name"),
    "surnames": ("apellidos", "surnames"),
    "suplente": ("suplente", "nombre del suplente", "deputy", "alternate"),
}
#: What each column is called where the person says what it holds.
LABELS = {
    "sector": N_("Sector"),
    "sector_name": N_("Sector name"),
    "actor": N_("Actor (organisation)"),
    "titular": N_("Titular (full name, or given names)"),
    "surnames": N_("Surnames of the titular"),
    "suplente": N_("Suplente"),
    "territory": N_("Province"),
    "seat": N_("Code of the seat"),
    "actor_code": N_("Actor code"),
    "weight": N_("Weight"),
}

_PRIVATE = frozenset({
    "dni", "documento", "identidad", "pasaporte", "ruc", "celular", "celulares", "telefono",
    "telefonos", "fono", "movil", "whatsapp", "correo", "correos", "email", "mail",
    "direccion", "domicilio", "edad", "sexo", "genero", "nacimiento", "firma", "cargo", "cargos",
    "puesto", "profesion", "phone", "mobile", "position", "age", "gender", "signature", "address",
})  # fmt: skip
_SUPLENTE = frozenset({
    "suplente", "alterno", "alterna", "accesitario", "accesitaria", "reemplazo", "deputy", "alternate",
})  # fmt: skip
_SECTOR = frozenset({"sector", "sectores", "estamento"})
_ACTOR = frozenset({
    "actor", "institucion", "instituciones", "organizacion", "organizaciones", "organismo", "entidad",
    "empresa", "asociacion", "gremio", "colectivo", "organisation", "organization", "institution",
    "company",
})  # fmt: skip
_SURNAME = frozenset({"apellido", "apellidos", "paterno", "materno", "surname", "surnames"})
_PERSON = frozenset({
    "titular", "representante", "participante", "delegado", "delegada", "invitado", "invitada",
    "nombre", "nombres", "persona", "integrante", "miembro", "asistente", "name", "names",
    "delegate", "representative", "participant",
})  # fmt: skip
_PLACE = frozenset({
    "provincia", "distrito", "territorio", "lugar", "localidad", "ambito", "procedencia", "region",
    "zona", "province", "district", "place",
})  # fmt: skip
_SEAT = frozenset({"escano", "asiento", "seat"})
_CODE = frozenset({"codigo", "code", "cod"})
#: Words that only headings are made of, together with those above that no name begins with.
_FILLING = frozenset({
    "y", "e", "o", "u", "de", "del", "la", "las", "el", "los", "al", "a", "que", "representa", "pertenece",
    "s", "as", "os", "completo", "completos", "social", "razon", "tipo", "grupo", "electronico",
    "nro", "n", "no", "numero", "num", "of", "the", "full", "and", "or",
})  # fmt: skip
_NUMBERING = frozenset({"n", "no", "nro", "num", "numero", "item", "orden", "n o", "id", "number"})
_NEVER_A_NAME = (
    _PRIVATE | _SUPLENTE | _SECTOR | _ACTOR | _SURNAME | _PERSON | _PLACE | _SEAT | _CODE | _FILLING
)
#: Which words are looked for first: “Correo del representante” is an address, not a person.
_LIKELY: tuple[tuple[str, frozenset[str]], ...] = (
    ("suplente", _SUPLENTE), ("sector", _SECTOR), ("actor", _ACTOR), ("titular", _PERSON),
    ("surnames", _SURNAME), ("territory", _PLACE), ("seat", _SEAT),
)  # fmt: skip
#: What parts cells and stands in no heading: such a text is a whole row.
_SEVERAL = frozenset(";|\t")
_EXACT = {name: key for key, known in HEADINGS.items() for name in known}

folded = bounded("folded texts of imports", 50_000)(names.bare)


@dataclass(frozen=True, slots=True)
class Columns:
    """What stands in which columns, by their places from 0; and of the others what is never kept."""

    where: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    #: Facts about persons that are neither needed nor kept.
    private: tuple[str, ...] = ()
    #: Places of columns that say nothing about a row, such as its number.
    numbering: frozenset[int] = frozenset()

    @property
    def read(self) -> frozenset[int]:
        """The places of columns that something is read from."""
        return frozenset(place for places in self.where.values() for place in places)

    @property
    def clear(self) -> bool:
        """Whether the columns say enough: a seat, or a sector together with what is in it."""
        return "seat" in self.where or (
            "sector" in self.where
            and bool(self.where.keys() & {"actor", "actor_code", "sector_name"})
        )


def columns(headers: Sequence[str], chosen: Mapping[str, Sequence[int]] | None = None) -> Columns:
    """Return where each column stands: as the person chose, else certain headings before likely ones."""
    found: dict[str, list[int]] = {}
    if chosen is not None:
        found = {key: [p for p in places if p < len(headers)] for key, places in chosen.items()}
    else:
        for knows in (_certain, likely):
            _find(headers, knows, found)
    taken = {place for places in found.values() for place in places}
    rest = [(p, h) for p, h in enumerate(headers) if h and p not in taken]
    return Columns(
        {key: tuple(places) for key, places in found.items() if places},
        tuple(h for _, h in rest if is_private(h)),
        frozenset(p for p, h in rest if folded(h) in _NUMBERING),
    )


def _find(headers: Sequence[str], knows: object, found: dict[str, list[int]]) -> None:
    taken = {place for places in found.values() for place in places}
    before = set(found)
    for place, header in enumerate(headers):
        key = knows(header) if place not in taken and callable(knows) else None
        if key is not None and key not in before and (key not in found or key == "surnames"):
            found.setdefault(key, []).append(place)


def _certain(header: str) -> str | None:
    return _EXACT.get(folded(header))


def likely(header: str) -> str | None:
    """Return what a heading probably stands over, by the words in it."""
    words = set(folded(header).split())
    if words & _PRIVATE:
        return None
    key = next((key for key, some in _LIKELY if words & some), None)
    if words & _CODE:
        return {"actor": "actor_code", "seat": "seat", "sector": "sector"}.get(key or "")
    return key


def is_private(header: str) -> bool:
    """Say whether a column holds what identifies or reaches a person, which is not kept."""
    words = folded(header).replace("e mail", "email").split()
    return bool(_PRIVATE & set(words)) and _certain(header) is None


def score(cells: Sequence[str]) -> int:
    """Return how well a row is known as headings: 2 for each heading, 1 for each that is not kept."""
    total = 0
    for cell in cells:
        whole = len(cell) <= 80 and not _SEVERAL & set(cell)
        words = set(folded(cell).split()) if whole else set()
        if not words:
            continue
        if _certain(cell) or (words <= _NEVER_A_NAME and likely(cell)):
            total += 2
        elif words <= _NEVER_A_NAME and words & _PRIVATE:
            total += 1
    return total
