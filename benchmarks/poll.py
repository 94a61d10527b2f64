"""Poll: what a phone asks every few seconds. Unchanged (304) beside rendered (200)."""

from pathlib import Path
from statistics import median

import load
import programs

CONNECTIONS = 16


def measure(seconds: int, rounds: int) -> dict:
    """Return both rates on SQLite and their ratio."""
    with programs.site("sqlite") as site:
        room = site.room(40)
        path = f"/s/{room['workshop']}/live"
        with programs.server(site) as server:
            cookie = programs.join(server.port, [room["seats"][0]["code"]])[0]
            status, _, headers = programs.as_browser(server, cookie, path)
            known = {"If-None-Match": headers["etag"]}
            fresh, same = (
                _file(site.folder, "fresh", cookie, {}),
                _file(site.folder, "same", cookie, known),
            )
            if (status, _status(server, cookie, path, known)) != (200, 304):
                raise RuntimeError("the live fragment does not know what is unchanged")
            rendered, unchanged = [], []
            for file in (fresh, same):
                load.drive(server.base + path, "ask.lua", file, CONNECTIONS, 1)
            for _ in range(rounds):
                rendered.append(
                    load.drive(server.base + path, "ask.lua", fresh, CONNECTIONS, seconds)
                )
                unchanged.append(
                    load.drive(server.base + path, "ask.lua", same, CONNECTIONS, seconds)
                )
    return {
        "rendered_per_second": round(median(r.rate for r in rendered)),
        "unchanged_per_second": round(median(r.rate for r in unchanged)),
        "ratio": round(
            median(u.rate / r.rate for u, r in zip(unchanged, rendered, strict=True)), 1
        ),
        "refused": sum(r.refused for r in rendered + unchanged),
    }


def _status(server: programs.Server, cookie: str, path: str, known: dict[str, str]) -> int:
    import http.client  # noqa: PLC0415

    ask = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    ask.request("GET", path, headers={**programs.PHONE, "Cookie": cookie, **known})
    status = ask.getresponse().status
    ask.close()
    return status


def _file(folder: Path, name: str, cookie: str, more: dict[str, str]) -> Path:
    """Write the headers that wrk sends, one per line."""
    headers = {**programs.PHONE, "Cookie": cookie, "Accept-Encoding": "gzip", **more}
    path = folder / name
    path.write_text("".join(f"{n}\t{t}\n" for n, t in headers.items()), encoding="utf-8")
    return path
