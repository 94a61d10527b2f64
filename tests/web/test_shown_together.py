"""Sectors that are shown as one stand under their name wherever a result is read, and nothing tells them apart."""

import json
from io import BytesIO

import pytest
from builders import cast, close, make_room, make_round
from pypdf import PdfReader
from staff import administrator
from test_small_sectors import everything, plain_answer
from visitors import RULES

from smd_workshop.database import db
from smd_workshop.models import Process, Result
from smd_workshop.processes import protocols

pytestmark = pytest.mark.looks

SECTORS = [("com", "Comunidad"), ("soc", "Sociedad civil"), ("emp", "Empresa"), ("gob", "Gobierno")]
CITIZENS = {"com": "Ciudadanía", "soc": "Ciudadanía"}


def published(kind, twin=False):
    """A published round of a room whose small sectors are shown as one; in the twin two of them changed places."""
    room = make_room((3, 4, 6, 7), SECTORS, code="twin" if twin else "moq")
    room.process.protocol = room.process.protocol | {"shown_together": CITIZENS}
    db.session.commit()
    fields = {"settings": {"k": 1}} if kind == "approval" else {}
    round_ = make_round(room, kind, ("OE1", "OE2", "OE3"), **fields)
    one, other = (0, 3) if kind == "ratify" else (1, 3)
    swapped = {one: other, other: one} if twin else {}
    for place, card in enumerate(room.cards):
        cast(card, round_, plain_answer(kind, swapped.get(place, place)))
    close(round_, publish=True)
    return round_


@pytest.mark.parametrize("kind", ["rating", "points", "approval", "ratify"])
def test_they_have_one_name_everywhere_and_nothing_tells_them_apart(app, client, kind):
    one, other = published(kind), published(kind, twin=True)
    stored = [db.session.query(Result).filter_by(round_id=r.id).first() for r in (one, other)]
    assert stored[0].document["input_sha256"] != stored[1].document["input_sha256"]
    assert stored[0].shown["disclosure"]["together"]
    first, second = everything(client, one), everything(client, other)
    assert first == second
    check_name(client, one, first)


def check_name(client, round_, said):
    """Page, paper and acta call them by their name."""
    page = client.get(f"/p/moq/r/mesa-1/{round_.number}/?lang=en").text
    sentence = "Comunidad and Sociedad civil are shown as one, “Ciudadanía”, as the protocol says"
    assert page.count(sentence) == 1, "said once, not under each option"
    assert page.count("Ciudadanía") > 1, "in the sentence, and where the figures of sectors stand"
    for told in json.loads(said, strict=False).items():
        if told[0] in {"", "pdf", "acta"}:
            assert "Ciudadanía" in told[1], told[0]
    assert "com+soc" not in page


def test_staff_say_who_is_shown_with_whom_before_the_first_round(app):
    make_room((3, 4, 6, 7), SECTORS)
    boss = administrator(app)
    names = {"together-com": "Ciudadanía", "together-soc": " Ciudadanía "}
    assert boss.post("/f/moq/protocol", data=RULES | names).status_code == 303
    process = db.session.query(Process).one()
    assert protocols.shown_together(process) == CITIZENS
    page = boss.get("/f/moq/protocol").text
    assert "Ciudadanía" in page.partition("<dl")[2].partition("</dl>")[0]
    for wrong in (
        {"together-com": "Solos"},
        {"together-com": "Empresa", "together-soc": "Empresa"},
    ):
        refused = boss.post("/f/moq/protocol", data=RULES | wrong)
        assert refused.status_code == 422
        assert 'id="together-com-error"' in refused.text


@pytest.mark.deep
def test_a_protocol_with_every_special_rule_is_one_page_of_paper(app):
    make_room((3, 4, 6, 7), SECTORS)
    boss = administrator(app)
    special = {
        "together-com": "Ciudadanía organizada", "together-soc": "Ciudadanía organizada", "guard_repeats": "y",
        "weight-com": "2", "weights_reason": "Acta 12 del consejo.",
    }  # fmt: skip
    assert boss.post("/f/moq/protocol", data=RULES | special).status_code == 303
    for language in ("es", "en"):
        boss.post("/language", data={"language": language})
        pages = PdfReader(BytesIO(boss.get("/f/moq/protocol.pdf").data)).pages
        assert len(pages) == 1
        assert "Ciudadanía organizada" in " ".join(pages[0].extract_text().split())
