"""A file with a plan or with variables of a process, kept for a day under its digest between the look at it and the confirmation."""

import io
import json
import zipfile
from dataclasses import dataclass

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.core.messages import N_
from smd_workshop.models import Plan, Process
from smd_workshop.worker import kept_files

#: What a workbook with programs has in it.
_MACROS = "vbaProject.bin"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was sent."""

    name: str
    data: bytes

    @property
    def is_json(self) -> bool:
        """Whether it is an open file, by how it begins."""
        return self.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def refuse_macros(data: bytes) -> None:
    """Raise Invalid for a workbook that holds programs."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(name.endswith(_MACROS) for name in archive.namelist()):
            raise Invalid(
                N_("This workbook holds macros, so it is not opened. Save it as XLSX without them.")
            )


def keep(of: Plan | Process, kept: Kept) -> str:
    """Keep a file for a plan, or for the repository of a process, whole or not at all; return its digest."""
    head = json.dumps({**_owner(of), "name": kept.name[:200]}).encode()
    return kept_files.keep("uploads", head + b"\n" + kept.data, ".plan")


def _owner(of: Plan | Process) -> dict[str, int]:
    return {"plan" if isinstance(of, Plan) else "process": of.id}


def load(of: Plan | Process, digest: str) -> Kept:
    """Return the file that was kept for this plan or process. Raises NotFound where there is none."""
    head, _newline, data = kept_files.read("uploads", digest, ".plan").partition(b"\n")
    said = json.loads(head)
    if not _owner(of).items() <= said.items():
        raise NotFound
    return Kept(said["name"], data)
