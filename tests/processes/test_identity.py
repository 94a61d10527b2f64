"""A logo carries nothing but a picture, a colour can be read, a short name is written by people at any time."""

from io import BytesIO

import pytest
from builders import NOON, make_room, make_round
from each_case import each_case
from PIL import Image, PngImagePlugin

from smd_workshop.core.errors import Invalid
from smd_workshop.database import transaction
from smd_workshop.processes import identity, logos

pytestmark = pytest.mark.acts


def picture(size=(40, 30), kind="PNG", **said):
    file = BytesIO()
    Image.new("RGB", size, "#a3461f").save(file, kind, **said)
    return file.getvalue()


def noise(size=(700, 700)):
    file = BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(file, "JPEG", quality=60)
    return file.getvalue()


def test_what_came_with_a_picture_is_gone():
    """Where and when a photograph was taken is nobody's business."""
    exif = Image.Exif()
    exif[0x010E] = "Calle Moquegua 123"
    assert b"Calle Moquegua" in picture(kind="JPEG", exif=exif)
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "<script>alert(1)</script>")
    for sent in (picture(kind="JPEG", exif=exif), picture(pnginfo=words) + b"<script>"):
        kept = logos.as_png(sent)
        assert kept.startswith(b"\x89PNG")
        assert b"Calle" not in kept and b"script" not in kept


def test_a_picture_is_kept_small_and_upright():
    with Image.open(BytesIO(logos.as_png(picture((3000, 1000))))) as kept:
        assert kept.size == (512, 171)
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    with Image.open(BytesIO(logos.as_png(picture((60, 20), "JPEG", exif=exif)))) as kept:
        assert kept.size == (20, 60)
    assert len(logos.as_png(noise())) <= logos.LARGEST_KEPT


SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


@each_case(
    ("sent", "why"),
    [
        (SVG, logos.NO_SVG),
        (b"  " + SVG, logos.NO_SVG),
        (b"\x89PNG\r\n\x1a\n" + b"no more", logos.NO_PICTURE),
        (b"%PDF-1.7", logos.NO_PICTURE),
        (b"", logos.NO_PICTURE),
        (picture(kind="GIF"), logos.NO_PICTURE),
        (picture((7000, 10)), logos.TOO_LARGE),
        (picture() + b"0" * 1_000_000, logos.TOO_LARGE),
    ],
    ids=["svg", "svg later", "begins like one", "pdf", "empty", "gif", "long", "heavy"],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(sent, why):
    with pytest.raises(Invalid) as refused:
        logos.as_png(sent)
    assert refused.value.message == why


def test_a_picture_that_says_it_is_huge_is_never_unpacked(monkeypatch):
    """A few bytes can stand for gigabytes."""
    unpacked = []
    sent = picture((5900, 5900))
    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", unpacked.append)
    with pytest.raises(Invalid, match="too large"):
        logos.as_png(sent)
    assert unpacked == []


@pytest.mark.parametrize(
    ("colour", "read"),
    [("#000000", True), ("#0f5a63", True), ("#767676", True), ("#777777", False), ("#ffffff", False),
     ("#00ff00", False)],
)  # fmt: skip
def test_a_colour_on_which_white_cannot_be_read_is_refused(app, colour, read):
    """#767676 is the lightest grey of WCAG's own examples that passes with 4.54 to 1; #777777 has 4.48."""
    process = make_room().process
    if read:
        with transaction():
            identity.set_colour(process, colour.upper(), NOON, None)
        assert identity.of(process).colour == colour
    else:
        with pytest.raises(Invalid, match="hard to read"):
            identity.set_colour(process, colour, NOON, None)


@pytest.mark.parametrize("text", ["red", "#12345", "#0f5a63;} body{display:none", "url(//x)"])
def test_a_colour_is_a_colour_and_nothing_else(app, text):
    with pytest.raises(Invalid):
        identity.set_colour(make_room().process, text, NOON, None)


def test_a_sector_gets_a_short_name_after_the_sectors_are_fixed_and_keeps_its_own(app):
    hall = make_room()
    make_round(hall)  # fixes the protocol
    one, two = hall.process.sectors[:2]
    with transaction():
        identity.call_shortly(one, "  Los   vecinos ", NOON, None)
    assert (one.short_name, one.name) == ("Los vecinos", "Comunidad")
    with pytest.raises(Invalid):
        identity.call_shortly(two, "Los vecinos", NOON, None)
    with pytest.raises(Invalid):
        identity.call_shortly(two, "x" * 25, NOON, None)
