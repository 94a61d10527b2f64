"""Build .venv from the pinned requirements and compile the translations; quick when nothing changed.

    python scripts/environment.py run|test

Runs on any Python from 3.11, on Windows too, with nothing but the standard library.
"""

import hashlib
import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: The tests' list contains all that the server needs.
LISTS = {"run": "requirements.txt", "test": "tests/requirements.txt"}
#: uv, which fetches and unpacks packages side by side.
INSTALLER = "scripts/installer.txt"
#: Seconds that it may take before pip is asked.
PATIENCE = 600

#: What pip says → what the reader can do. The first that is found is told.
TROUBLES = {
    "Temporary failure in name resolution|Name or service not known|getaddrinfo failed"
    "|NewConnectionError|ConnectTimeoutError|Connection refused|Network is unreachable"
    "|No route to host|ProxyError|Max retries exceeded": (
        "The packages cannot be fetched: there is no connection. Connect this machine once, then "
        "try again."
    ),
    "THESE PACKAGES DO NOT MATCH THE HASHES": (
        "A fetched package is not the one that was checked (its hash differs). Nothing was "
        "installed; try again, and do not go on if it stays."
    ),
    "No module named pip|ensurepip": (
        "This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv"
    ),
    r"Failed building wheel for (?P<name>\S+)|Failed to build (?P<other>\S+)"
    r"|error: command '\S*(gcc|cc|clang)|Microsoft Visual C\+\+|metadata-generation-failed": (
        "A package has no ready-made form for this machine and needs a compiler: "
        "apt-get install build-essential python3-dev, then try again."
    ),
    r"No matching distribution found for (?P<name>\S+)|Could not find a version": (
        "A package does not exist for this Python or this machine. Python 3.11 to 3.13 on a 64-bit "
        "system is what it is tested with."
    ),
    "No space left on device": "The disk is full. About 700 MB are needed.",
}


def main(purpose: str) -> int:
    """Make the environment fit for the purpose; return the exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the person's own Python may be older
        return tell(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    folder = ROOT / ".venv"
    trouble = build(folder, purpose)
    if trouble:
        return tell(trouble)
    compile_translations(folder)
    return 0


def tell(sentence: str) -> int:
    """Say one line to the person at the terminal."""
    print(sentence, file=sys.stderr)
    return 1


def python_of(folder: Path) -> Path:
    """Return the interpreter of an environment."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp_of(purpose: str) -> str:
    """Return what identifies an installation: the pinned list and the Python it is for."""
    content = (ROOT / LISTS[purpose]).read_bytes()
    return hashlib.sha256(content + repr(sys.version_info[:2]).encode()).hexdigest()


def build(folder: Path, purpose: str) -> str:
    """Create the environment and install what is pinned; return what went wrong, or nothing."""
    python, stamp = python_of(folder), folder / f"{purpose}.stamp"
    if python.exists() and stamp.exists() and stamp.read_text() == stamp_of(purpose):
        return ""
    try:
        if not works(python):
            tell("Making the environment .venv")
            venv.EnvBuilder(with_pip=True, clear=folder.exists(), symlinks=os.name != "nt").create(
                folder
            )
    except (OSError, subprocess.CalledProcessError) as error:
        return explain(f"ensurepip {error}")
    tell(f"Installing {LISTS[purpose]} into .venv; the first time takes a moment")
    # On the slow line of who only runs it, fetching uv would take longer than uv saves.
    if purpose == "run" or not quickly(python, LISTS[purpose]):
        done = pip(python, "install", "--require-hashes", "--prefer-binary", "-r", LISTS[purpose])
        if done.returncode:
            return explain(done.stdout + done.stderr)
    stamp.write_text(stamp_of(purpose))
    return ""


def works(python: Path) -> bool:
    """Say whether the environment is there, has pip, and is of this version of Python."""
    if not python.exists():
        return False
    code = "import sys, pip; print(*sys.version_info[:2])"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    return done.returncode == 0 and done.stdout.split() == [str(n) for n in sys.version_info[:2]]


def pip(python: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pip quietly; it never asks."""
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    return subprocess.run(
        [python, "-m", "pip", *words, *quiet], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "PIP_ROOT_USER_ACTION": "ignore"},
    )  # fmt: skip


def quickly(python: Path, wanted: str) -> bool:
    """Install a pinned list, whole as it is, with uv; say whether that went well.

    Where it did not, pip tries: it knows the mirrors and proxies it was told of, and says what is wrong.
    """
    if pip(python, "install", "--require-hashes", "--retries", "0", "-r", INSTALLER).returncode:
        return False
    words = ["-m", "uv", "pip", "install", "--quiet", "--no-cache", "--no-deps", "--require-hashes"]
    command = [python, *words, "--python", python, "-r", wanted]
    try:
        done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT, timeout=PATIENCE)
    except subprocess.TimeoutExpired:  # a mirror that only pip was told of, a line that hangs
        return False
    return done.returncode == 0


def explain(output: str) -> str:
    """Return one line for the person at the terminal instead of a page of pip."""
    for pattern, sentence in TROUBLES.items():
        found = re.search(pattern, output)
        if found:
            name = next((v for v in found.groupdict().values() if v), "")
            return (
                sentence.replace("A package", f"The package {name.rstrip(',')}")
                if name
                else sentence
            )
    last = [line for line in output.splitlines() if line.strip()][-1:] or ["no words from pip"]
    return f"The packages could not be installed: {last[0].strip()}"


def compile_translations(folder: Path) -> None:
    """Compile each .po that is newer than its .mo."""
    stale = [
        po
        for po in ROOT.glob("translations/*/LC_MESSAGES/*.po")
        if not po.with_suffix(".mo").exists()
        or po.with_suffix(".mo").stat().st_mtime < po.stat().st_mtime
    ]
    for po in stale:
        command = [python_of(folder), "-m", "babel.messages.frontend", "-q", "compile"]
        subprocess.run(
            [*command, "-i", po, "-o", po.with_suffix(".mo")],
            check=True,
            cwd=ROOT,
            capture_output=True,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "run"))
