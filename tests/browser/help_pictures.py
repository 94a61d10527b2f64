"""The pictures of the help for facilitators, taken from the demonstration in Spanish:

    .venv/bin/python -m pytest tests/browser/help_pictures.py

Not collected with the tests: it writes into smd_workshop/static/help. Take them again after a change
of the pages they show.
"""

from io import BytesIO
from pathlib import Path

from builders import make_user
from flask import current_app
from furnished import LIST
from pictures import fill_the_room
from PIL import Image
from signing import sign_in

from smd_workshop.database import transaction
from smd_workshop.demonstration import demo

HELP = Path(__file__).resolve().parents[2] / "smd_workshop" / "static" / "help"
PROCESS = "/f/moquegua-2022"
ROOM = f"{PROCESS}/w/taller-2"
#: Where each picture is taken; the import is sent first.
PLACES = {
    "sectors": f"{PROCESS}/sectors", "protocol": f"{PROCESS}/protocol", "cards": f"{PROCESS}/cards",
    "agenda": f"{ROOM}/", "door": f"{ROOM}/door", "console": f"{ROOM}/console",
    "board": f"{PROCESS}/w/taller-1/rounds/1/board", "result": "/p/moquegua-2022/r/taller-1/3/",
    "acta": f"{ROOM}/acta",
}  # fmt: skip
SIZE, SHOWN = (960, 600), (480, 300)


def test_take_the_pictures(live_server, contexts):
    email, password = make_user()
    with transaction():
        demo.load(current_app.config["SECRET_KEY"], None)
    fill_the_room()
    page = contexts({"width": SIZE[0], "height": SIZE[1]}).new_page()
    sign_in(page, email, password)
    HELP.mkdir(exist_ok=True)
    for name, path in PLACES.items():
        answer = page.goto(path)
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")
        keep(page, name)
    page.goto(f"{PROCESS}/people/import")
    page.set_input_files(
        "input[type=file]", {"name": "lista.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    )
    page.locator("main form button").click()
    page.wait_for_load_state("networkidle")
    keep(page, "import")


def keep(page, name):
    """Write what the page shows, half as large and with few colours: it is help on a slow road too."""
    with Image.open(BytesIO(page.screenshot())) as taken:
        small = taken.convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
    few = small.quantize(48, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    path = HELP / f"{name}.png"
    few.save(path, optimize=True)
    assert path.stat().st_size < 30_000, f"{path} is too heavy"
