"""Hold the catalogue of the open data to what DCAT-AP asks of one (docs/oracles.md).

FILE is what /api/v1/catalog.jsonld gives, of any installation. It is read by rdflib and held by pySHACL to
catalogue_shapes.ttl; both are installed in build/shacl, apart from the program, which never imports them. This file runs twice: here,
and with --answer by the interpreter of build/shacl. Nothing is fetched: the context stands in the catalogue itself.

python scripts/catalogue.py FILE
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / "build" / "shacl"
SHAPES = Path(__file__).with_name("catalogue_shapes.ttl")
#: It brings rdflib, which reads JSON-LD.
PACKAGES = ("pyshacl",)


def answer(file: str) -> int:
    """Say what of a catalogue is not as the shapes ask, and return 1, or 0 where all of it is."""
    from pyshacl import validate  # type: ignore[import-not-found]  # noqa: PLC0415
    from rdflib import Graph  # type: ignore[import-not-found]  # noqa: PLC0415

    found = Graph().parse(file, format="json-ld")
    conforms, _graph, text = validate(found, shacl_graph=Graph().parse(SHAPES), advanced=False)
    print(f"{len(found)} statements: {text}")
    return 0 if conforms and len(found) else 1


def main(arguments: list[str]) -> int:
    """Install what is missing, and let it answer."""
    if arguments[:1] == ["--answer"]:
        return answer(arguments[1])
    python = HOME / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HOME)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    done = subprocess.run([str(python), __file__, "--answer", *arguments], check=False)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
