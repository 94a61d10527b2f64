"""The beginning of a text that is too long to stand whole."""


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters; one that is longer says with … that it is cut."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
