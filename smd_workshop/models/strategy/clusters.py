"""Clusters: who belongs to one, how they hang together, and what they measure together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from smd_workshop.models.base import Base, UtcDateTime
from smd_workshop.models.plans.plans import PlanIndicator


class Cluster(Base):
    """Producers, suppliers and institutions of one line of business in a territory."""

    __tablename__ = "cluster"
    __table_args__ = (UniqueConstraint("process_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(ForeignKey("process.id"))
    name: Mapped[str] = mapped_column(String(200))
    #: What it is for and where that is written. Public.
    purpose: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    #: Since when the public reads it; NULL while it does not.
    shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    members: Mapped[list["ClusterMember"]] = relationship(
        order_by="ClusterMember.id", back_populates="cluster"
    )
    links: Mapped[list["ClusterLink"]] = relationship(order_by="ClusterLink.id")
    indicators: Mapped[list["ClusterIndicator"]] = relationship(order_by="ClusterIndicator.id")


class ClusterMember(Base):
    """Who belongs to a cluster, and what they do in it."""

    __tablename__ = "cluster_member"
    __table_args__ = (UniqueConstraint("cluster_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))

    cluster: Mapped[Cluster] = relationship(back_populates="members")


class ClusterLink(Base):
    """What one member gives another: grapes, visitors, knowledge."""

    __tablename__ = "cluster_link"
    __table_args__ = (
        UniqueConstraint("giver_id", "taker_id"),
        CheckConstraint("giver_id <> taker_id", name="two"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"), index=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("cluster_member.id"))
    taker_id: Mapped[int] = mapped_column(ForeignKey("cluster_member.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))

    giver: Mapped[ClusterMember] = relationship(foreign_keys=[giver_id])
    taker: Mapped[ClusterMember] = relationship(foreign_keys=[taker_id])


class ClusterIndicator(Base):
    """That an indicator of a plan is shared by the members of a cluster."""

    __tablename__ = "cluster_indicator"
    __table_args__ = (UniqueConstraint("cluster_id", "indicator_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    indicator_id: Mapped[int] = mapped_column(ForeignKey("plan_indicator.id"), index=True)

    indicator: Mapped[PlanIndicator] = relationship()
