"""The two pictures of the README, taken from the demonstration's open round:

    .venv/bin/python -m pytest tests/browser/pictures.py

Not collected with the tests: it writes into docs/pictures.
"""

import random
from pathlib import Path

from builders import make_user
from flask import current_app
from PIL import Image
from signing import sign_in
from sqlalchemy import select

from smd_workshop.core.clock import now
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import demo, simulation, story
from smd_workshop.models import Credential, Round, Seat
from smd_workshop.rounds.ballots import casting
from smd_workshop.rounds.room import attendance

PICTURES = Path(__file__).resolve().parent.parent.parent / "docs" / "pictures"
ROOM = "/f/moquegua-2022/w/taller-2"
#: How many of ten seats are in the room, and how many of ten of those have voted.
PRESENT, VOTED = 9, 7


def test_take_the_pictures(app, live_server, contexts, phone):
    app.config["SMD_PUBLIC_URL"] = "https://taller.example.pe"
    email, password = make_user()
    with transaction():
        cards = demo.load(current_app.config["SECRET_KEY"], None)
    fill_the_room()
    wall = contexts({"width": 1280, "height": 720}).new_page()
    sign_in(wall, email, password)
    wall.goto(f"{ROOM}/projector")
    wall.wait_for_load_state("networkidle")
    keep(wall, "projector")
    hand = phone(device_scale_factor=2)
    hand.set_viewport_size({"width": 360, "height": 850})
    hand.goto("/e/" + cards[-1].code)
    hand.locator("main button.button").click()
    hand.wait_for_url("**/s/taller-2/1")
    for place, number in ((0, "8"), (1, "6")):
        hand.locator(f"fieldset >> nth={place} >> input[value='{number}']").check()
    hand.evaluate("window.scrollTo(0, 0)")
    keep(hand, "phone")


def fill_the_room():
    """Let seats check in and most of them vote, as a room looks a few minutes after the opening."""
    round_ = db.session.scalars(select(Round).where(Round.state == "open")).one()
    chance = random.Random(story.SEED)
    answers = simulation.answers(round_, chance)
    rows = db.session.execute(
        select(Credential.id, Seat).join(Seat, Credential.seat_id == Seat.id)
    ).all()
    with transaction():
        for n, (_credential, seat) in enumerate(rows):
            if n % 10 < PRESENT:
                attendance.check_in(round_.workshop, seat, "card", now())
    for n, (credential, seat) in enumerate(rows):
        if n % 10 < PRESENT and chance.random() * 10 < VOTED:
            drawn = answers(seat.actor.sector.code)
            with transaction():
                casting.cast(
                    casting.ByCard(credential),
                    casting.BallotSubmission(round_.id, drawn.answer, drawn.reasons, f"p{n}"),
                    now(),
                )


def keep(page, name):
    """Write what the page shows, with few colours: the README is read on slow roads too."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as taken:
        few = taken.convert("RGB").quantize(
            256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(path, optimize=True)
    assert path.stat().st_size < 150_000, f"{path} is too heavy"
