"""Clusters: begun from the template once, with members who give each other something."""

import pytest
from builders import NOON, make_room
from staff import administrator

from smd_workshop.core.errors import Invalid, NotFound
from smd_workshop.database import db, transaction
from smd_workshop.demonstration import territory
from smd_workshop.models import ClusterLink, Journal
from smd_workshop.strategy.territory import clusters


@pytest.fixture
def process(app):
    return make_room(languages=["es"]).process


@pytest.fixture
def cluster(process):
    with transaction():
        made = clusters.add(process, {"name": "Pisco", "purpose": "La ruta"}, NOON, None)
        for name in ("Uva", "Bodega"):
            clusters.join(made, name, "Trabaja", NOON, None)
    return made


def test_the_five_sectors_are_begun_once_and_what_is_there_stays(process, cluster):
    for _turn in range(2):
        with transaction():
            clusters.take_template(process, NOON, None)
    found = clusters.of_process(process, public=False)
    assert sorted(each.name for each in found) == ["Agro", "Gastronomía", "Hostelería", "Pisco", "Turismo"]  # fmt: skip
    assert cluster.purpose == "La ruta" and clusters.of_process(process, public=True) == []
    with pytest.raises(Invalid):
        clusters.add(process, {"name": "Agro", "purpose": "Otra"}, NOON, None)


def test_said_again_a_member_is_one_with_the_new_role_and_a_link_has_the_new_words(cluster):
    with transaction():
        clusters.join(cluster, " Uva ", "Cosecha", NOON, None)
        giver, taker = cluster.members
        clusters.tie(cluster, giver.id, taker.id, "uva", NOON, None)
        clusters.tie(cluster, giver.id, taker.id, "uva quebranta", NOON, None)
    assert [(e.name, e.role) for e in cluster.members] == [("Uva", "Cosecha"), ("Bodega", "Trabaja")]  # fmt: skip
    assert [link.what for link in cluster.links] == ["uva quebranta"]
    for giver_id, taker_id, what in ((giver.id, giver.id, "x"), (taker.id, giver.id, " ")):
        with pytest.raises(Invalid):
            clusters.tie(cluster, giver_id, taker_id, what, NOON, None)
    with transaction():
        clusters.tie(cluster, giver.id, taker.id, "", NOON, None)
    assert cluster.links == []


def test_who_leaves_takes_what_they_gave_along_and_the_journal_keeps_it(cluster):
    giver, taker = cluster.members
    with transaction():
        clusters.tie(cluster, giver.id, taker.id, "uva", NOON, None)
    with transaction():
        clusters.leave(cluster, giver.id, NOON, None)
    db.session.expire_all()
    assert [each.name for each in cluster.members] == ["Bodega"]
    assert db.session.query(ClusterLink).count() == 0
    (told,) = db.session.query(Journal).filter_by(verb="leave cluster")
    assert told.detail["member"] == "Uva"


def test_members_and_clusters_of_others_are_not_reached(process, cluster):
    other = make_room(code="otro").process
    with pytest.raises(NotFound):
        clusters.find(other, cluster.id)
    with transaction():
        theirs = clusters.add(other, {"name": "Pisco", "purpose": "Otra ruta"}, NOON, None)
    with pytest.raises(NotFound):
        clusters.find_member(theirs, cluster.members[0].id)


def test_pages_show_it_to_staff_and_once_it_is_shown_to_everybody(app, process, cluster, client):
    staff = administrator(app)
    here = f"/f/moq/plans/clusters/{cluster.id}"
    giver, taker = (each.id for each in cluster.members)
    assert staff.post(f"{here}/links", data={"giver": giver, "taker": taker, "what": "uva de mesa"}).status_code == 303  # fmt: skip
    assert "uva de mesa" in staff.get(here).text
    answer = staff.post(
        f"{here}/links",
        data={"giver": giver, "taker": giver, "what": "algo raro", "sent_from": here},
    )
    assert answer.status_code == 422 and "algo raro" in answer.text
    assert client.get(f"/p/moq/clusters/{cluster.id}").status_code == 404
    staff.post(f"{here}/show", data={"act": "show"})
    assert "uva de mesa" in client.get(f"/p/moq/clusters/{cluster.id}").text
    assert "Pisco" in client.get("/p/moq/clusters").text


def test_the_demonstration_goes_into_a_simulated_process_once(app):
    process = make_room(languages=["es"], simulated=True).process
    with transaction():
        territory.load(process, NOON, None)
    with pytest.raises(Exception, match="loaded already"), transaction():
        territory.load(process, NOON, None)
    real = make_room(code="real").process
    with pytest.raises(Exception, match="simulated"), transaction():
        territory.load(real, NOON, None)
