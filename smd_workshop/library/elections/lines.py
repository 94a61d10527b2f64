"""The lines of a text file with their numbers."""

from smd_workshop.library.schemas import FormatError


def text_of(content: bytes) -> str:
    """Return the text of a file, without the mark that some programs put at the start; FormatError if it is none."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FormatError(
            "", "the file is not UTF-8 text (byte %(place)s)", place=error.start
        ) from None


def numbered(content: bytes) -> list[tuple[int, str]]:
    """Return the lines in which something stands, stripped, each with its number from 1."""
    # Not str.splitlines: a name may hold one of the rarer marks that end a line for it.
    text = text_of(content).replace("\r\n", "\n").replace("\r", "\n")
    stripped = ((number, line.strip()) for number, line in enumerate(text.split("\n"), 1))
    return [(number, line) for number, line in stripped if line]
