"""Links as QR codes in a terminal."""

import shutil


def side_by_side(links: list[str]) -> str:
    """Return the links as QR codes, as many in a row as the terminal is wide."""
    pictures = [[*qr(link), *label(link)] for link in links]
    width = len(pictures[0][0]) + 2
    per_row = max(1, (shutil.get_terminal_size((100, 40)).columns - 2) // width)
    rows = []
    for first in range(0, len(pictures), per_row):
        chunk = pictures[first : first + per_row]
        for parts in zip(*chunk, strict=True):
            # Black on white whatever the terminal's own colours are: some phones read no negative.
            row = [f"\x1b[30;107m{part}\x1b[0m" for part in parts]
            rows += ["  " + "  ".join(row)]
        rows.append("")
    return "\n".join(rows)


def label(link: str) -> list[str]:
    """Return the code of a link as the line under its picture."""
    width, code = len(qr(link)[0]), link.rsplit("/", 1)[-1]
    return [f"{code[:4]}-{code[4:]}".center(width)]


def qr(link: str) -> list[str]:
    """Return a QR code as lines of half blocks, dark modules drawn; two modules per character."""
    import segno  # noqa: PLC0415 - costs start-up time of every other command

    rows = [list(row) for row in segno.make_qr(link, error="l").matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    blocks = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
    return [
        "".join(blocks[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    ]
