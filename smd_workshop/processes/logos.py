"""Pictures that people send as a logo: read with suspicion, kept only as a small PNG that we wrote."""

from io import BytesIO
from typing import TYPE_CHECKING, Final

from smd_workshop.core.errors import Invalid
from smd_workshop.core.messages import N_

if TYPE_CHECKING:
    from PIL.Image import Image

#: Longest side in pixels, and largest file in bytes, of what is kept; the first that is small enough is.
SIDES: Final = (512, 384, 256, 128)
LARGEST_KEPT: Final = 150_000
#: Of what is sent: a few bytes can say that they are a picture of any size.
LARGEST_SENT, LONGEST_SIDE, MOST_PIXELS = 1_000_000, 6000, 24_000_000
FORMATS = ("PNG", "JPEG")

TOO_LARGE = N_("The picture is too large. It may have 1 MB and 6000 pixels on its longer side.")
NO_PICTURE = N_("This is no PNG or JPEG picture. Save the logo as PNG and send it again.")
NO_SVG = N_(
    "An SVG can hold programs, so it is not taken. Save the logo as PNG, 512 pixels wide, and send it again."
)


def as_png(sent: bytes) -> bytes:
    """Return a picture as a small PNG without anything that came with it; raises Invalid with the reason."""
    if len(sent) > LARGEST_SENT:
        raise Invalid(TOO_LARGE)
    if b"<svg" in sent[:2000].lower():
        raise Invalid(NO_SVG)
    picture = _read(sent)
    for side in SIDES:
        written = _written(picture, side)
        if len(written) <= LARGEST_KEPT:
            break
    return written


def _read(sent: bytes) -> "Image":
    from PIL import Image, ImageOps  # noqa: PLC0415 - only who sets a logo pays

    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as opened:
            _check_size(*opened.size)
            opened.load()
            return ImageOps.exif_transpose(opened).convert("RGBA")
    except Invalid:
        raise
    except Exception as error:  # what a decoder raises for a broken file is its own matter
        raise Invalid(NO_PICTURE) from error


def _check_size(wide: int, high: int) -> None:
    """Before anything is unpacked: the size stands in the first bytes."""
    if max(wide, high) > LONGEST_SIDE or wide * high > MOST_PIXELS:
        raise Invalid(TOO_LARGE)


def _written(picture: "Image", side: int) -> bytes:
    small = picture.copy()
    small.thumbnail((side, side))
    file = BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()
