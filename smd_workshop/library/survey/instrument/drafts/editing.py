"""Changes to a questionnaire that is being written: a document in, another document out; what came in is never changed.

Whether what comes out is well formed is asked where it is kept. A change of what is not there raises Gone.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from smd_workshop.core.messages import N_
from smd_workshop.core.names import bare
from smd_workshop.library.documents import sha256
from smd_workshop.library.schemas import FormatError
from smd_workshop.library.survey.instrument import model
from smd_workshop.library.survey.instrument.model import NA_CODE

Document: TypeAlias = Mapping[str, Any]
Made: TypeAlias = dict[str, Any]

#: Kinds of parts that people edit one at a time.
QUESTION: Final = "question"
PAGE: Final = "page"
SCALE: Final = "scale"
WHOLE: Final = "whole"

UP: Final = -1
DOWN: Final = 1

#: Names that forms of respondents and of staff use for themselves, and the address of a question not there yet.
RESERVED: Final = frozenset({"go", "person", "sent_key", "sent_from", "seen", "new", NA_CODE})
_LONGEST: Final = 32
_WHOLE: Final = ("code", "title", "dimensions", "overall", "recommend")


class Gone(LookupError):  # noqa: N818 - it names what happened to the part
    """What was to be changed is not there any more."""


def part(document: Document, kind: str, code: str = "") -> Made | None:
    """Return a part as it stands; None if there is none. A page is without its questions."""
    if kind == WHOLE:
        return {key: document.get(key) for key in _WHOLE}
    if kind == SCALE:
        return _coded(document.get("scales", ()), code)
    if kind == PAGE:
        page = _coded(document["pages"], code)
        return page and {key: value for key, value in page.items() if key != "questions"}
    return next(
        (each for page in document["pages"] for each in page["questions"] if each["code"] == code),
        None,
    )


def mark(found: Any) -> str:
    """Return what a form remembers of what its reader saw: another text for anything else."""
    return sha256(found)[:16]


def taken(document: Document) -> frozenset[str]:
    """Return the codes that pages, questions and rows have: they are one space of names."""
    codes = set(RESERVED)
    for page in document["pages"]:
        codes.add(page["code"])
        for question in page["questions"]:
            codes.add(question["code"])
            codes |= {row["code"] for row in question.get("rows", ())}
    return frozenset(codes)


def proposed(words: str, others: Iterable[str], begin: str = "p") -> str:
    """Return a code made of the first words of a text that nothing else has: small letters, digits and _."""
    used, made = set(others), ""
    for word in bare(words).split():
        plain = "".join(sign for sign in word if sign.isascii() and sign.isalnum())
        longer = f"{made}_{plain}".strip("_")
        if len(longer) > _LONGEST - 4:
            made = made or plain[: _LONGEST - 4]
            break
        made = longer
    if not made or not made[0].isalpha():
        made = f"{begin}_{made}".rstrip("_")
    found, many = made, 1
    while found in used:
        many += 1
        found = f"{made}_{many}"
    return found


def add_question(
    document: Document, question: Document, page: str = "", title: Document | None = None
) -> Made:
    """Add a question at the end of a page, or on a new last page with this title where `page` names none.

    The first one from 0 to 10 is the one about a recommendation: who adds it is told that it is for NPS.
    """
    made = _copied(document)
    there = _coded(made["pages"], page)
    if there is None:
        words = next(iter((title or {}).values()), "")
        code = proposed(f"pag {words}", {*taken(made), question["code"]}, "pag")
        there = {"code": code, **({"title": dict(title)} if title else {}), "questions": []}
        made["pages"].append(there)
    there["questions"].append(dict(question))
    if question["type"] == model.NPS and made.get("recommend") is None:
        made["recommend"] = question["code"]
    return made


def put_question(document: Document, code: str, question: Document) -> Made:
    """Put a question in the place of the one with this code; it keeps the code."""
    made = _copied(document)
    page, place = _place(made, code)
    made["pages"][page]["questions"][place] = {**question, "code": code}
    return made


def remove_question(document: Document, code: str) -> Made:
    """Take a question out; a page without questions goes with it."""
    made = _copied(document)
    page, place = _place(made, code)
    del made["pages"][page]["questions"][place]
    if made.get("recommend") == code:
        made["recommend"] = None
    return _without_empty_pages(made)


def move_question(document: Document, code: str, step: int) -> Made:
    """Move a question one place; from the end of a page it goes to the next one. A page without questions goes."""
    made = _copied(document)
    page, place = _place(made, code)
    pages = made["pages"]
    here = pages[page]["questions"]
    if 0 <= place + step < len(here):
        here[place], here[place + step] = here[place + step], here[place]
    elif 0 <= page + step < len(pages):
        other = pages[page + step]["questions"]
        other.insert(len(other) if step == UP else 0, here.pop(place))
    return _without_empty_pages(made)


def split_page(document: Document, code: str) -> Made:
    """Begin a page with this question; one that begins a page already changes nothing."""
    made = _copied(document)
    page, place = _place(made, code)
    if place == 0:
        return made
    questions = made["pages"][page]["questions"]
    after = {"code": proposed("pag", taken(made)), "questions": questions[place:]}
    made["pages"][page]["questions"] = questions[:place]
    made["pages"].insert(page + 1, after)
    return made


def put_page(document: Document, code: str, said: Document) -> Made:
    """Say anew of a page everything but its code and its questions."""
    made = _copied(document)
    place = _page(made, code)
    questions = made["pages"][place]["questions"]
    made["pages"][place] = {"code": code, **said, "questions": questions}
    return made


def move_page(document: Document, code: str, step: int) -> Made:
    """Move a page with its questions one place."""
    made = _copied(document)
    pages, place = made["pages"], _page(made, code)
    if 0 <= place + step < len(pages):
        pages[place], pages[place + step] = pages[place + step], pages[place]
    return made


def join_page(document: Document, code: str) -> Made:
    """Put the questions of a page at the end of the page before; its title and its condition go."""
    made = _copied(document)
    place = _page(made, code)
    if place == 0:
        return made
    made["pages"][place - 1]["questions"] += made["pages"].pop(place)["questions"]
    return made


def put_scale(document: Document, scale: Document) -> Made:
    """Put a scale in the place of the one with its code, or add it."""
    made = _copied(document)
    scales = made.setdefault("scales", [])
    places = [n for n, each in enumerate(scales) if each["code"] == scale["code"]]
    if places:
        scales[places[0]] = dict(scale)
    else:
        scales.append(dict(scale))
    return made


def remove_scale(document: Document, code: str) -> Made:
    """Take out a scale."""
    made = _copied(document)
    made["scales"] = [each for each in made.get("scales", ()) if each["code"] != code]
    return made


def put_whole(document: Document, said: Document) -> Made:
    """Say anew what the questionnaire is called, its dimensions, and which items ask for the whole."""
    return {**_copied(document), **said}


def _copied(document: Document) -> Made:
    return copy.deepcopy(dict(document))


def _coded(found: Sequence[Made], code: str) -> Made | None:
    return next((each for each in found if each["code"] == code), None)


def _place(document: Document, code: str) -> tuple[int, int]:
    for page, each in enumerate(document["pages"]):
        for place, question in enumerate(each["questions"]):
            if question["code"] == code:
                return page, place
    raise Gone(code)


def _page(document: Document, code: str) -> int:
    for place, each in enumerate(document["pages"]):
        if each["code"] == code:
            return place
    raise Gone(code)


def _without_empty_pages(made: Made) -> Made:
    kept = [page for page in made["pages"] if page["questions"]]
    if not kept:
        raise FormatError("pages", N_("a questionnaire has at least one question"))
    return {**made, "pages": kept}
