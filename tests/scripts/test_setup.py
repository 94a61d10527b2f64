"""A machine that lacks something gets one line that says what, and nothing half installed."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from each_case import each_case

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import declared
import environment


@each_case(
    ("said", "told"),
    [
        ("Temporary failure in name resolution", "no connection"),
        ("NewConnectionError('...: Failed to establish a new connection')", "no connection"),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE",
            "hash differs",
        ),
        ("error: command 'gcc' failed: No such file or directory", "needs a compiler"),
        ("ERROR: Failed building wheel for rapidfuzz", "rapidfuzz has no ready-made form"),
        ("ERROR: No matching distribution found for numpy==2.4.1", "numpy==2.4.1 does not exist"),
        ("[Errno 28] No space left on device", "disk is full"),
        ("ERROR: something new\n\n", "something new"),
        ("", "no words"),
    ],
)
def test_what_pip_says_becomes_one_line(said, told):
    line = environment.explain(said)
    assert told in line
    assert "\n" not in line


@pytest.fixture
def machine(tmp_path):
    """A system on which only what is put into its folder exists."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in (
        "dirname",
        "id",
        "grep",
        "find",
        "ls",
        "mktemp",
        "tail",
        "rm",
        "cat",
        "env",
        "sed",
    ):
        found = next(p for p in ("/bin", "/usr/bin") if Path(p, name).exists())
        (folder / name).symlink_to(Path(found, name))

    (tmp_path / "os-release").write_text("ID=debian\n")

    def put(name, script):
        file = folder / name
        file.write_text("#!/bin/sh\n" + script)
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def run(purpose="run"):
        return subprocess.run(
            ["/bin/sh", str(ROOT / "scripts/setup.sh"), purpose],
            capture_output=True,
            text=True,
            env={
                "PATH": str(folder),
                "HOME": os.environ.get("HOME", "/"),
                "OS_RELEASE": str(tmp_path / "os-release"),
            },
            stdin=subprocess.DEVNULL,
        )

    run.put = put
    run.folder = folder
    run.os_release = tmp_path / "os-release"
    return run


OLD = 'case "$1" in --version) echo "Python 3.9.2";; *) exit 1;; esac\n'
#: Has venv; what it is then asked to do is only noted.
NEW = 'case "$1" in -c) exit 0;; scripts/*) echo "then $1 $2";; esac\n'


def test_an_old_python_is_one_line(machine):
    machine.put("python3", OLD)
    done = machine()
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "3.11" in done.stderr
    assert "3.9.2" in done.stderr


def test_without_apt_the_missing_packages_are_named(machine):
    machine.put("python3", NEW)
    done = machine("test")  # a folder without ldconfig, chromium and postgresql
    assert done.returncode == 1
    assert "package manager" in done.stderr
    assert "chromium" in done.stderr


def test_without_sudo_the_command_for_root_is_told(machine):
    machine.put("python3", NEW)
    machine.put("apt-get", "exit 99\n")
    machine.put("sh", "exit 99\n")
    (machine.folder / "id").unlink()
    machine.put("id", "echo 1000\n")
    done = machine("test")
    assert done.returncode == 1
    assert "no sudo" in done.stderr
    assert "apt-get install" in done.stderr.splitlines()[-1]


def test_what_is_missing_is_installed_and_the_environment_comes_next(machine):
    as_root(machine, f'echo "$@" >> {machine.folder}/asked\n')
    done = machine("test")
    asked = (machine.folder / "asked").read_text()
    assert done.returncode == 0, done.stderr
    assert "update" in asked.splitlines()[0]
    assert "chromium" in asked.splitlines()[1]
    assert "then scripts/environment.py test" in done.stdout


def test_chromium_by_the_name_that_ubuntu_gives_it_is_not_installed_again(machine):
    machine.put("python3", NEW)
    machine.put("chromium-browser", "exit 0\n")
    done = machine("test")
    assert done.returncode == 1
    assert "lacks" in done.stderr and "chromium" not in done.stderr


def as_root(machine, apt):
    machine.put("python3", NEW)
    machine.put("apt-get", apt)
    (machine.folder / "id").unlink()
    machine.put("id", "echo 0\n")


@pytest.mark.parametrize("there", [True, False])
def test_a_chromium_without_windows_is_wished_for_and_no_reason_to_stop(machine, there):
    as_root(machine, 'case "$*" in *headless*) exit 100;; esac\n')
    machine.put("chromium", "exit 0\n")
    if there:
        machine.put("chromium-headless-shell", "exit 0\n")
    done = machine("test")
    assert done.returncode == 0, done.stderr
    assert "then scripts/environment.py test" in done.stdout
    assert ("going on with the Chromium that is there" in done.stderr) is not there
    assert "headless" not in machine("run").stderr


def test_on_ubuntu_no_chromium_without_windows_is_asked_for(machine):
    machine.os_release.write_text("ID=ubuntu\n")
    as_root(machine, f'echo "$@" >> {machine.folder}/asked\n')
    assert machine("test").returncode == 0
    asked = (machine.folder / "asked").read_text()
    assert "chromium-browser" in asked and "headless" not in asked


def test_a_failed_installation_is_said_and_stops(machine):
    as_root(machine, "echo E: Unable to fetch >&2; exit 100\n")
    done = machine("test")
    assert done.returncode == 1
    assert "could not install" in done.stderr
    assert "then scripts" not in done.stdout


def test_an_environment_of_the_same_list_is_not_touched(tmp_path):
    python = environment.python_of(tmp_path)
    python.parent.mkdir(parents=True)
    python.touch()
    (tmp_path / "run.stamp").write_text(environment.stamp_of("run"))
    assert environment.build(tmp_path, "run") == ""
    assert python.read_bytes() == b""


@pytest.mark.parametrize(
    ("purpose", "refused", "expected"),
    [
        ("test", (), ["uv"]),
        ("test", ("uv",), ["uv", "pip"]),
        ("test", ("uv", "pip"), ["uv", "pip"]),
        ("run", (), ["pip"]),
    ],
)
def test_pip_installs_what_uv_cannot_and_says_what_is_wrong(
    tmp_path, monkeypatch, purpose, refused, expected
):
    """An organisation with a mirror of its own tells pip alone about it; who only runs it fetches no uv."""
    asked, lists = [], {environment.INSTALLER: "uv", environment.LISTS[purpose]: "pip"}

    def pip(python, *words):
        asked.append(lists[words[-1]])
        failed = asked[-1] in refused
        return subprocess.CompletedProcess(
            words, int(failed), "", "No space left" if failed else ""
        )

    monkeypatch.setattr(environment, "works", lambda _python: True)
    monkeypatch.setattr(environment, "pip", pip)
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\n[ "$1 $2" = "-m uv" ]\n')
    python.chmod(0o755)
    monkeypatch.setattr(environment, "python_of", lambda _folder: python)
    trouble = environment.build(tmp_path, purpose)
    assert asked == expected
    assert bool(trouble) == ("pip" in refused)
    assert (tmp_path / f"{purpose}.stamp").exists() != bool(trouble)


@pytest.mark.parametrize("name", declared.LISTS)
def test_the_pinned_lists_were_compiled_from_what_is_declared(name):
    assert declared.stored(name) == declared.digest(name), "run make requirements"


def test_every_pinned_package_has_a_hash_and_no_address():
    for name in declared.LISTS:
        text = (ROOT / name).read_text()
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert len(pinned) > 50
        assert all("==" in line and line.endswith("\\") for line in pinned)
        assert "http" not in text
    installer = (ROOT / environment.INSTALLER).read_text()
    assert "uv==" in installer and "--hash=sha256:" in installer and "http" not in installer
