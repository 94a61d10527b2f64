"""A file → the rows of its three sheets, with their numbers, and columns by the one name each of them has."""

import re
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, TypeAlias

from smd_workshop.core.messages import N_
from smd_workshop.library.survey.instrument.words.texts import neat
from smd_workshop.library.survey.instrument.xlsform import verdict
from smd_workshop.library.survey.instrument.xlsform.files.delimited import text_of, with_commas
from smd_workshop.library.survey.instrument.xlsform.files.lines import Line
from smd_workshop.library.survey.instrument.xlsform.files.markup import plain
from smd_workshop.library.survey.instrument.xlsform.languages import LANGUAGES, Languages

#: A form is small: what is larger is another thing, or a bomb.
LARGEST: Final = 5_000_000
LARGEST_UNPACKED: Final = 60_000_000
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 300

#: Columns under their other names, by sheet (xlsform.org; pyxform's aliases). In choices any other is an attribute.
_MEDIA: Final = dict.fromkeys(("image", "big-image", "audio", "video"), "media")
_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    verdict.SURVEY: {
        "caption": "label",
        "command": "type",
        "tag": "name",
        "value": "name",
        "relevance": "relevant",
        "calculate": "calculation",
        "constraining_message": "constraint_message",
        "jr:constraintmsg": "constraint_message",
        "requiredmsg": "required_message",
        "jr:requiredmsg": "required_message",
        "readonly": "read_only",
        **_MEDIA,
    },
    verdict.CHOICES: {"caption": "label", "value": "name", **_MEDIA},
    verdict.SETTINGS: {
        "set_form_title": "form_title",
        "title": "form_title",
        "set_form_id": "form_id",
        "id_string": "form_id",
    },
}
#: First parts of a name that say only where pyxform puts it.
_PLACES: Final = frozenset({"bind", "control", "body", "instance"})
_TRANSLATED: Final = frozenset(
    {
        "label",
        "hint",
        "required_message",
        "constraint_message",
        "guidance_hint",
        "media",
        "fallback",
        "hint_fallback",
        "na",
        "low_label",
        "high_label",
    }
)

Sheet: TypeAlias = Sequence[Mapping[str, Any]]


class UnreadableError(ValueError):
    """A file that is no form; one sentence."""

    def __init__(self, message: str, **params: object) -> None:
        self.message = message
        self.params = params
        super().__init__(message % params if params else message)


@dataclass(frozen=True)
class Form:
    """The sheets of a form, as pyxform takes them and as we read them."""

    raw: Mapping[str, Any]
    survey: tuple[Line, ...]
    choices: tuple[Line, ...]
    settings: Line
    languages: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    other_sheets: frozenset[str] = frozenset()


def read(content: bytes, findings: verdict.Findings) -> Form:
    """Return the form in a file: xlsx, xls, csv or Markdown; UnreadableError if it is none."""
    return form_of(_raw(content, findings), findings)


def form_of(raw: Mapping[str, Any], findings: verdict.Findings) -> Form:
    """Return the form of sheets as pyxform's readers give them; raises UnreadableError for none, or too long a one."""
    survey, choices, settings = (
        _clean(raw.get(name)) for name in (verdict.SURVEY, verdict.CHOICES, verdict.SETTINGS)
    )
    if not any(survey):
        raise UnreadableError(N_("there is no sheet called survey with rows in it"))
    if len(survey) + len(choices) > MOST_ROWS:
        raise UnreadableError(N_("more than %(limit)s rows"), limit=MOST_ROWS)
    setting = _settings(settings[0] if settings else {})
    # What was written here says its languages, and its texts stand as they are.
    told = None if setting.cell(LANGUAGES) else findings
    columns = {
        verdict.SURVEY: _headers(raw, verdict.SURVEY, survey),
        verdict.CHOICES: _headers(raw, verdict.CHOICES, choices),
    }
    named = [token for name in columns for token in _languages(columns[name], name)]
    languages = Languages(setting, named, findings)
    # pyxform guesses missing headers from the first hundred rows only.
    headers = {f"{name}_header": [dict.fromkeys(each)] for name, each in columns.items() if each}
    return Form(
        raw={**headers, **raw},
        survey=_lines(survey, columns[verdict.SURVEY], languages, verdict.SURVEY, told),
        choices=_lines(choices, columns[verdict.CHOICES], languages, verdict.CHOICES, told),
        settings=setting,
        languages=languages.codes,
        columns=columns,
        other_sheets=frozenset(
            name for name in ("entities", "external_choices", "osm") if _clean(raw.get(name))
        ),
    )


def _raw(content: bytes, findings: verdict.Findings) -> Mapping[str, Any]:
    from pyxform.errors import PyXFormError  # noqa: PLC0415 - weighs, and few read forms
    from pyxform.xls2json_backends import Definition, SupportedFileTypes  # noqa: PLC0415

    if len(content) > LARGEST:
        raise UnreadableError(N_("the file is larger than %(limit)s MB"), limit=LARGEST // 10**6)
    kind, content = _kind(content, SupportedFileTypes, findings)
    reader = SupportedFileTypes.get_processors()[kind]
    try:
        read: Mapping[str, Any] = reader(
            Definition(data=BytesIO(content), file_type=kind, file_path_stem=None)
        )
    except PyXFormError as error:
        raise UnreadableError("%(why)s", why=" ".join(str(error).split())) from None
    except Exception as error:  # noqa: BLE001 - readers of foreign files fail in any way they like
        raise UnreadableError(
            N_("the file cannot be read (%(why)s)"), why=type(error).__name__
        ) from None
    return read


def _kind(content: bytes, kinds: Any, findings: verdict.Findings) -> tuple[Any, bytes]:
    """Tell by its first bytes what a file is, for its name may say anything; and return it as pyxform reads it."""
    if content.startswith(b"PK"):
        _refuse_bomb(content)
        return kinds.xlsx, content
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return kinds.xls, content
    text = text_of(content, findings)
    if text is None:
        raise UnreadableError(N_("this is neither a spreadsheet nor UTF-8 text"))
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lstrip().startswith(("|", "#")):
        return kinds.md, text.encode()
    return kinds.csv, with_commas(text).encode()


def _refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
    # A RuntimeError is what zipfile says of versions and ciphers that it does not know.
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, struct.error):
        raise UnreadableError(N_("the file is damaged: it is no spreadsheet")) from None
    if unpacked > LARGEST_UNPACKED:
        raise UnreadableError(N_("the file is too large when it is unpacked"))


def _clean(rows: Any) -> list[dict[str, str]]:
    """Return rows as texts; a row may be empty, for it counts."""
    if not isinstance(rows, list | tuple):
        return []
    return [
        {
            str(key): str(value).replace("\u00a0", " ").strip()
            for key, value in row.items()
            if key is not None and value is not None and str(value).strip()
        }
        if isinstance(row, Mapping)
        else {}
        for row in rows
    ]


def _headers(raw: Mapping[str, Any], sheet: str, rows: list[dict[str, str]]) -> tuple[str, ...]:
    """Return the headers of a sheet, in order."""
    given = raw.get(f"{sheet}_header")
    known = list(given[0]) if given else []
    seen = dict.fromkeys([*map(str, known), *(key for row in rows for key in row)])
    return tuple(seen)[:MOST_COLUMNS]


def column_of(header: str, sheet: str, *, double: bool) -> tuple[str, str]:
    """Return the one name of a column, and the language of its texts as it is written there."""
    parts = [part.strip() for part in header.split("::" if double or "::" in header else ":")]
    if "jr" in parts[:-1]:
        at = parts.index("jr")
        parts[at : at + 2] = [f"jr:{parts[at + 1]}"]
    if len(parts) > 1 and parts[0].lower() in _PLACES:
        parts = parts[1:]
    name = "_".join(parts[0].split()).lower()
    name = _COLUMNS[sheet].get(name, name)
    language = parts[-1] if len(parts) > (2 if parts[0].lower() == "media" else 1) else ""
    if name not in _TRANSLATED and (language or sheet == verdict.CHOICES):
        return name if name in {"list_name", "name"} else header.strip(), ""
    return name, language


def _double(headers: Sequence[str]) -> bool:
    return any("::" in header for header in headers)


def _languages(headers: Sequence[str], sheet: str) -> Iterator[str]:
    """Return the languages named in headers of labels and other texts, "" where a text names none."""
    double = _double(headers)
    for header in headers:
        name, language = column_of(header, sheet, double=double)
        if name in {"label", "hint", "required_message", "constraint_message"}:
            yield language


def _settings(row: Mapping[str, str]) -> Line:
    return Line(
        2, {column_of(key, verdict.SETTINGS, double=False)[0]: value for key, value in row.items()}
    )


def _text(value: str, sheet: str, number: int, told: verdict.Findings | None) -> str:
    """Return a text as it is kept; that marks of bold and the like are taken off is told, where there is anybody to tell."""
    text = neat(value)
    if told is None or (bare := neat(plain(text))) == text:
        return text
    told.lose(sheet, number, N_("marks of bold, colours and links are taken off the text"))
    return bare


def _lines(
    rows: list[dict[str, str]],
    headers: Sequence[str],
    languages: Languages,
    sheet: str,
    told: verdict.Findings | None,
) -> tuple[Line, ...]:
    double = _double(headers)
    named = {header: column_of(header, sheet, double=double) for header in headers}
    lines = []
    for number, row in enumerate(rows, start=2):
        cells: dict[str, str] = {}
        texts: dict[str, dict[str, str]] = {}
        for header, value in row.items():
            column, language = named.get(header) or column_of(header, sheet, double=double)
            if column in _TRANSLATED:
                if text := _text(value, sheet, number, told):
                    texts.setdefault(column, {})[languages.code(language)] = text
            else:
                cells[column] = re.sub(r"[ \t]+", " ", value)
        lines.append(Line(number, cells, texts))
    return tuple(lines)
