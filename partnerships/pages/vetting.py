"""The desk where documents are verified: the queue, oldest first, and one case after another."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import db
from core.forms import SchemaForm
from core.listing import listed
from partnerships import halal_watch, producers, requirements, vetting, words
from partnerships.lists import chosen
from partnerships.models import Requirement
from partnerships.pages.requirements import shown
from partnerships.regions import is_region, name_of
from partnerships.requirement_kinds import KINDS
from partnerships.schemas import Decide
from partnerships.states import Decision, RequirementStatus

pages = Blueprint("vetting", __name__)
ORDERS = {"submitted": [Requirement.submitted_at, Requirement.id]}


@pages.get("/verifikasi-dokumen")
@requires(Permission.REQUIREMENT_READ)
def queue() -> Any:  # noqa: ANN401 - a page or a redirect
    """The documents that wait, oldest first."""
    if not person().is_staff:
        return redirect(url_for("producers.own"))
    filters = {"region": chosen("region", is_region), "kind": chosen("kind", KINDS.__contains__)}
    rows = vetting.queue(person(), region_code=filters["region"], kind=filters["kind"])
    listing = listed(rows, orders=ORDERS, default_order="submitted", filters=filters)
    everywhere = vetting.queue(person()).subquery()
    return render_template(
        "partnerships/vetting_queue.html",
        listing=listing,
        areas=words.area_choices(
            person(), db.session.execute(db.select(everywhere.c.region_code).distinct()).scalars()
        ),
        name_of=name_of,
        words=words,
        first=vetting.next_case(person()),
        reviews=halal_watch.open_count(person()),
    )


@pages.route("/verifikasi-dokumen/<int:requirement_id>", methods=["GET", "POST"])
@requires(Permission.REQUIREMENT_DECIDE)
def case(requirement_id: int) -> Any:  # noqa: ANN401
    """One document beside its evidence, warnings first; after the decision the next case opens."""
    requirement = requirements.get(requirement_id, by=person())
    form = SchemaForm(Decide, choices={"decision": decision_choices(waivable=True)})
    if request.method == "POST" and form.submit(
        lambda **decided: vetting.decide(requirement_id, by=person(), **decided)
    ):
        flash(_("Keputusan disimpan."))
        return after_decision(requirement_id)
    own = requirement.submitted_by_id == person().id or producers.is_member(person(), requirement.producer_id)
    page = render_template(
        "partnerships/vetting_case.html",
        form=form,
        waits=requirement.status is RequirementStatus.SUBMITTED,
        own=own,
        name_of=name_of,
        next_id=vetting.next_case(person(), after_id=requirement_id),
        waiting=vetting.waiting_count(person()),
        **shown(requirement),
    )
    return page, (422 if form.is_refused else 200)


def after_decision(requirement_id: int) -> Response:
    """On to the oldest case that is left, or back to the empty queue."""
    following = vetting.next_case(person(), after_id=requirement_id)
    if following is None:
        return redirect(url_for("vetting.queue"), 303)
    return redirect(url_for("vetting.case", requirement_id=following), 303)


def decision_choices(*, waivable: bool) -> list[tuple[str, ...]]:
    """The decisions with what each of them means for the producer."""
    choices: list[tuple[str, ...]] = [
        (Decision.ACCEPTED.value, _("Setujui"), _("Sudah sesuai.")),
        (Decision.RETURNED.value, _("Kembalikan untuk perbaikan"), _("Pemohon memperbaiki lalu mengajukan lagi.")),
        (Decision.REJECTED.value, _("Tolak"), _("Tidak dapat diperbaiki.")),
    ]
    if waivable:
        choices.append((Decision.WAIVED.value, _("Kecualikan"), _("Tidak diperlukan untuk usaha ini, dengan alasan.")))
    return choices
