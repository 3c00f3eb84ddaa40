"""Agreements by API."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from outlets import (
    agreement_acceptance,
    agreement_changes,
    agreement_counters,
    agreement_lists,
    agreement_papers,
    agreement_proposals,
    agreements,
)
from outlets.agreement_schemas import (
    Accept,
    AgreementAnswer,
    AgreementPage,
    AmendAgreement,
    Approve,
    CounterAgreement,
    EndWithReason,
    GiveReason,
    ProposeAgreement,
    SuspendAgreement,
)

api = ApiBlueprint("api_agreements", __name__, description="Agreements between producers and outlets or chains")


@api.route("/agreements", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.response(200, AgreementPage)
def list_agreements() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The agreements this person sees; filters `q`, `status`, `producer_id`, `outlet_id`."""
    rows = agreement_lists.rows(person())
    return listed(rows, orders=agreement_lists.ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/agreements", methods=["POST"])
@requires(Permission.AGREEMENT_PROPOSE)
@api.arguments(ProposeAgreement)
@api.response(201, AgreementAnswer)
def propose_agreement(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Propose an agreement; both sides then accept it."""
    return agreement_lists.described(agreement_proposals.propose(**body, by=person()))


@api.route("/agreements/<int:agreement_id>", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.response(200, AgreementAnswer)
def show_agreement(agreement_id: int) -> Any:  # noqa: ANN401
    """One agreement with its versions and rates."""
    return agreement_lists.described(agreements.get(agreement_id, by=person()))


@api.route("/agreements/<int:agreement_id>/approve", methods=["POST"])
@requires(Permission.AGREEMENT_APPROVE)
@api.arguments(Approve)
@api.response(200, AgreementAnswer)
def approve_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Approve, as a second person, a rate outside the agency's band."""
    return agreement_lists.described(agreement_proposals.approve(agreement_id, **body, by=person()))


@api.route("/agreements/<int:agreement_id>/accept", methods=["POST"])
@requires(Permission.AGREEMENT_ACCEPT)
@api.arguments(Accept)
@api.response(200, AgreementAnswer)
def accept_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Accept for one side an agreement, or changed terms that wait on it."""
    return agreement_lists.described(agreement_acceptance.accept(agreement_id, **body, by=person()))


@api.route("/agreements/<int:agreement_id>/amend", methods=["POST"])
@requires(Permission.AGREEMENT_PROPOSE)
@api.arguments(AmendAgreement)
@api.response(201, AgreementAnswer)
def amend_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Propose changed terms from a later day on."""
    agreement_changes.amend(agreement_id, **body, by=person())
    return agreement_lists.described(agreements.get(agreement_id, by=person()))


@api.route("/agreements/<int:agreement_id>/withdraw-amendment", methods=["POST"])
@requires(Permission.AGREEMENT_PROPOSE)
@api.arguments(Approve)
@api.response(200, AgreementAnswer)
def withdraw_amendment(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Take back or decline changed terms that wait."""
    return agreement_lists.described(agreement_changes.withdraw_amendment(agreement_id, **body, by=person()))


@api.route("/agreements/<int:agreement_id>/counter", methods=["POST"])
@requires(Permission.AGREEMENT_PROPOSE)
@api.arguments(CounterAgreement)
@api.response(201, AgreementAnswer)
def counter_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Answer a proposal with other terms; the answer is an agreement of its own."""
    return agreement_lists.described(agreement_counters.counter(agreement_id, **body, by=person()))


@api.route("/agreements/<int:agreement_id>.pdf", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.response(200, content_type="application/pdf")
def agreement_paper(agreement_id: int) -> Response:
    """The agreement as a paper, in Indonesian as the law demands."""
    return agreement_papers.paper_response(agreements.get(agreement_id, by=person()))


@api.route("/agreements/<int:agreement_id>/suspend", methods=["POST"])
@requires(Permission.AGREEMENT_APPROVE)
@api.arguments(SuspendAgreement)
@api.response(200, AgreementAnswer)
def suspend_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Let an agreement rest from a day on."""
    return agreement_lists.described(agreement_changes.suspend(agreement_id, **body, by=person()))


@api.route("/agreements/<int:agreement_id>/resume", methods=["POST"])
@requires(Permission.AGREEMENT_APPROVE)
@api.arguments(GiveReason)
@api.response(200, AgreementAnswer)
def resume_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Let a suspended agreement hold again."""
    return agreement_lists.described(agreement_changes.resume(agreement_id, **body, by=person()))


@api.route("/agreements/<int:agreement_id>/end", methods=["POST"])
@requires(Permission.AGREEMENT_ACCEPT)
@api.arguments(EndWithReason)
@api.response(200, AgreementAnswer)
def end_agreement(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Decline a proposal, or end an agreement with its last day."""
    return agreement_lists.described(agreement_changes.end(agreement_id, **body, by=person()))
