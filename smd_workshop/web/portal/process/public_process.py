"""What pages about a process begin with: find it if it is public, and keep its time."""

from smd_workshop.models import Process
from smd_workshop.publishing import portal_queries
from smd_workshop.web.language import keep_time_of


def process_of(code: str) -> Process:
    """Return the public process with this code, or raise NotFound."""
    process = portal_queries.find(code)
    keep_time_of(process.time_zone)
    return process
