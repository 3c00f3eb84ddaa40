"""Pages about who really makes the goods: groups that share something, visits, and their photos."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.files import StoredFile, attachment
from core.forms import SchemaForm
from core.listing import Listing, whole_number_argument
from partnerships import own_production, producers, watch_words, words
from partnerships.regions import name_of
from partnerships.watch_schemas import NoteVisit

pages = Blueprint("visits", __name__)
CLUSTERS_PER_PAGE = 20


@pages.get("/umkm/kelompok")
@requires(Permission.PRODUCER_READ)
def clusters() -> Any:  # noqa: ANN401 - a page or a redirect
    """Producers that share a permit number, a bank account, a telephone or an address, side by side."""
    if not person().is_staff:
        return redirect(url_for("producers.own"))
    found = own_production.clusters_seen_by(person())
    page = whole_number_argument("page", 1, 10**9)
    shown = found[(page - 1) * CLUSTERS_PER_PAGE : page * CLUSTERS_PER_PAGE]
    return render_template(
        "partnerships/clusters.html",
        listing=Listing(shown, len(found), page, CLUSTERS_PER_PAGE, ""),
        members=own_production.members_of(shown),
        words=words,
        watch_words=watch_words,
        name_of=name_of,
    )


@pages.route("/umkm/<int:producer_id>/kunjungan", methods=["GET", "POST"])
@requires(Permission.PRODUCER_REGISTER)
def visit(producer_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Write down a visit with a photo, what was found and the verdict; earlier visits stand below."""
    producer = producers.get(producer_id, by=person())
    form = SchemaForm(
        NoteVisit, {"visited_on": today().isoformat()}, choices={"verdict": watch_words.verdict_choices()}
    )
    if request.method == "POST" and form.submit(lambda **told: own_production.visit(producer_id, by=person(), **told)):
        flash(_("Kunjungan dicatat."))
        return redirect(url_for("producers.show", producer_id=producer_id), 303)
    page = render_template(
        "partnerships/visit.html",
        form=form,
        producer=producer,
        visits=own_production.visits_to(producer.id),
        watch_words=watch_words,
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/kunjungan/<int:visit_id>/foto")
@requires(Permission.PRODUCER_READ)
def photo(visit_id: int) -> Response:
    """The photo of a visit, as a download."""
    found = own_production.get_visit(visit_id, by=person())
    return attachment(db.session.get_one(StoredFile, found.photo_id))
