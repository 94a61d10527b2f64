"""How a job lies in the queue: a name and plain arguments as JSON.

Huey's own way is pickle, and whoever can write a pickle into the queue runs what they like. Of these
words nothing is run: an unknown name or anything that is not JSON is thrown away.
"""

import json
from datetime import datetime
from typing import Any

#: Of huey's message what a job of ours has; everything else stays empty.
FIELDS = ("id", "name", "eta", "retries", "retry_delay", "args")
MOMENT = "$moment"


class PlainMessages:
    """Huey's serializer, for jobs and for nothing else."""

    def serialize(self, message: Any) -> bytes:
        """Return a job as JSON; raises TypeError for arguments that are not plain."""
        return json.dumps(
            {name: getattr(message, name) for name in FIELDS}, default=_plain
        ).encode()

    def deserialize(self, data: bytes) -> Any:
        """Return the job; raises ValueError where the bytes are something else."""
        from huey.registry import Message  # noqa: PLC0415 - as in jobs

        found = json.loads(bytes(data), object_hook=_moment)
        if not isinstance(found, dict) or set(found) != set(FIELDS):
            raise ValueError("this is no job")
        found["args"] = tuple(found["args"])
        return Message(**found, kwargs={})


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    raise TypeError(f"{value!r} cannot be an argument of a job")


def _moment(found: dict[str, Any]) -> Any:
    return datetime.fromisoformat(found[MOMENT]) if set(found) == {MOMENT} else found
