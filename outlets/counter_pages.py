"""Pages beside an agreement: answering a proposal with other terms, and the paper to sign."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sent_once import once
from core.forms import SchemaForm
from core.money import typed_rate
from outlets import agreement_counters, agreement_lists, agreement_papers, agreements, words
from outlets.agreement_forms import FURTHER_RATES, CounterOnPage, from_page
from outlets.agreement_pages import scope_choices
from outlets.clause_schemas import DEDUCTION_NAMES
from outlets.clause_words import form_choices, form_values

pages = Blueprint("counters", __name__)


@pages.route("/perjanjian/<int:agreement_id>/balas", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_PROPOSE)
def counter(agreement_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Answer a proposal with other terms; the form begins with those that were proposed."""
    agreement = agreements.get(agreement_id, by=person())
    terms = agreement_lists.described(agreement)
    form = SchemaForm(
        CounterOnPage,
        {
            "starts_on": agreement.starts_on.isoformat(),
            "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else "",
            "rate_bp": typed_rate(terms["rate_bp"]) if terms["rate_bp"] is not None else "",
            "money_route": terms["money_route"].value,
            "payment_term_days": terms["payment_term_days"],
            **form_values(terms["clauses"]),
        },
        choices={"money_route": words.route_choices(), **form_choices()},
    )
    if request.method == "POST":
        answering = once(
            lambda **typed: from_page(
                lambda **new: agreement_counters.counter(agreement_id, **new), typed, by=person()
            ),
            lambda made: url_for("agreements.show", agreement_id=made.id),
        )
        answer = form.submit(answering)
        if answer is not None:
            flash(_("Usulan balasan diajukan. Sekarang kedua pihak perlu menerimanya."))
            return redirect(url_for("agreements.show", agreement_id=answer.id), 303)
    page = render_template(
        "outlets/agreement_counter.html",
        form=form,
        agreement=agreement,
        further=FURTHER_RATES,
        deduction_fields=DEDUCTION_NAMES,
        scopes=scope_choices(agreement.producer_id),
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/perjanjian/<int:agreement_id>/perjanjian.pdf")
@requires(Permission.AGREEMENT_READ)
def paper(agreement_id: int) -> Response:
    """The agreement as a paper, in Indonesian."""
    return agreement_papers.paper_response(agreements.get(agreement_id, by=person()))
