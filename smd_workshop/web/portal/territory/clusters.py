"""Clusters in public: who belongs to one, who gives whom what, what they measure together."""

from flask import render_template

from smd_workshop.plans import plans
from smd_workshop.strategy.territory import clusters
from smd_workshop.web.portal import bp
from smd_workshop.web.portal.process.public_process import process_of

HERE = "/p/<code>/clusters"


@bp.get(HERE)
def cluster_list(code: str) -> str:
    """List the clusters."""
    process = process_of(code)
    every = clusters.of_process(process, public=True)
    return render_template("portal/clusters/list.html", process=process, clusters=every)


@bp.get(f"{HERE}/<int:cluster>")
def cluster_one(code: str, cluster: int) -> str:
    """Show one cluster."""
    process = process_of(code)
    row = clusters.find(process, cluster, public=True)
    return render_template(
        "portal/clusters/page.html", process=process, cluster=row, plan_address=plans.address_of,
        indicators=[e.indicator for e in row.indicators if plans.is_public(e.indicator.plan)],
    )  # fmt: skip
