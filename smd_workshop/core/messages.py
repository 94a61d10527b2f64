"""Sentences that are written here and translated where they are shown."""


def N_(message: str) -> str:  # noqa: N802 - the conventional name that extraction looks for
    """Mark a sentence for translation where there is no request to translate it in."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above, for extraction
    """Mark a sentence and its plural for translation."""
    return one, many
