"""Pages that take a document back, with what that does to the shelves: a revocation, and a halal claim reviewed."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.access import person, requires
from accounts.permissions import Permission
from core.forms import SchemaForm
from core.listing import listed
from outlets import withdrawals
from outlets.hold_judging import Judged
from partnerships import halal_watch, producers, requirements, watch_words, words
from partnerships.models import Producer, Product
from partnerships.regions import name_of
from partnerships.requirement_kinds import KINDS
from partnerships.revocation import may_be_revoked
from partnerships.watch_models import HalalReview
from partnerships.watch_schemas import ReviewDecision, Revoke
from partnerships.watch_states import ReviewOutcome, ReviewStatus

pages = Blueprint("withdrawals", __name__)
REVIEW_ORDERS = {"declared": [HalalReview.declared_at, HalalReview.id]}


@pages.route("/persyaratan/<int:requirement_id>/cabut", methods=["GET", "POST"])
@requires(Permission.REQUIREMENT_DECIDE)
def revoke(requirement_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Revoke a document on one of six grounds, having seen which shelves live on it."""
    requirement = requirements.get(requirement_id, by=person())
    form = SchemaForm(Revoke, choices={"ground": watch_words.ground_choices()})
    if request.method == "POST":
        done = form.submit(lambda **told: withdrawals.revoke(requirement_id, by=person(), **told))
        if done:
            flash(told_of(done[1]))
            return redirect(url_for("requirements.show", requirement_id=requirement_id), 303)
    own = requirement.submitted_by_id == person().id or producers.is_member(person(), requirement.producer_id)
    page = render_template(
        "outlets/revoke.html",
        form=form,
        requirement=requirement,
        kind=KINDS[requirement.kind],
        shelves=withdrawals.shelves_of(requirement),
        in_force=may_be_revoked(requirement),
        own=own,
        words=words,
    )
    return page, (422 if form.is_refused else 200)


def told_of(judged: Judged) -> str:
    """What a revocation did, in a sentence."""
    count = len(judged.held)
    if not count:
        return _("Dokumen dicabut. Tidak ada penempatan yang terpengaruh.")
    return ngettext(
        "Dokumen dicabut; pengiriman %(count)s penempatan dihentikan dan gerainya diminta menarik produk.",
        "Dokumen dicabut; pengiriman %(count)s penempatan dihentikan dan gerainya diminta menarik produk.",
        count,
        count=count,
    )


@pages.get("/verifikasi-dokumen/halal")
@requires(Permission.REQUIREMENT_READ)
def reviews() -> Any:  # noqa: ANN401 - a page or a redirect
    """The halal claims that a change reopened, the longest waiting first."""
    if not person().is_staff:
        return redirect(url_for("producers.own"))
    rows = (
        halal_watch.open_reviews(person())
        .join(Product, Product.id == HalalReview.product_id)
        .join(Producer, Producer.id == Product.producer_id)
        .with_only_columns(
            HalalReview.id,
            HalalReview.changed,
            HalalReview.changed_on,
            HalalReview.declared_at,
            HalalReview.declared_by_id,
            Product.name.label("product"),
            Producer.id.label("producer_id"),
            Producer.name.label("producer"),
            Producer.region_code,
        )
    )
    listing = listed(rows, orders=REVIEW_ORDERS, default_order="declared")
    return render_template("outlets/reviews.html", listing=listing, watch_words=watch_words, name_of=name_of)


@pages.route("/verifikasi-dokumen/halal/<int:review_id>", methods=["GET", "POST"])
@requires(Permission.REQUIREMENT_DECIDE)
def review(review_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """One reopened halal claim: what changed beside the certificate; it holds, or it is revoked."""
    found = halal_watch.get(review_id, by=person())
    choices = [
        (ReviewOutcome.CONFIRMED.value, _("Tetap berlaku"), _("Perubahan tidak menyentuh kehalalan produk.")),
        (ReviewOutcome.REVOKED.value, _("Cabut"), _("Sertifikat tidak lagi sesuai; produk ditarik dari rak.")),
    ]
    form = SchemaForm(ReviewDecision, choices={"decision": choices})
    if request.method == "POST":
        done = form.submit(lambda **told: withdrawals.decide_review(review_id, by=person(), **told))
        if done:
            is_confirmed = done[0].status is ReviewStatus.CONFIRMED
            flash(_("Klaim halal dinyatakan tetap berlaku.") if is_confirmed else told_of(done[1]))
            return redirect(url_for("withdrawals.reviews"), 303)
    typed_by = {found.declared_by_id, found.requirement.submitted_by_id}
    own = person().id in typed_by or producers.is_member(person(), found.product.producer_id)
    page = render_template(
        "outlets/review.html",
        form=form,
        review=found,
        shelves=withdrawals.shelves_of(found.requirement),
        own=own,
        words=words,
        watch_words=watch_words,
        name_of=name_of,
    )
    return page, (422 if form.is_refused else 200)
