"""Outlets and chains by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.dates import today
from core.listing import listed
from outlets import eligibility, outlet_changes, outlet_lists, outlet_members, outlets
from outlets.errors import ProductNotNamed
from outlets.models import Chain, Outlet
from outlets.outlet_schemas import (
    AskEligibility,
    ChainAnswer,
    ChainPage,
    ChangeOutlet,
    ChangeStockPolicy,
    ChooseSet,
    CreateChain,
    CreateOutlet,
    EligibilityAnswer,
    InvitationAnswer,
    InviteMember,
    MemberPage,
    OutletAnswer,
    OutletPage,
    OutletReason,
    OutletRecordAnswer,
)

api = ApiBlueprint("api_outlets", __name__, description="Outlets, chains and who works there")


@api.route("/chains", methods=["GET"])
@requires(Permission.OUTLET_READ)
@api.response(200, ChainPage)
def list_chains() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The chains this person may deal with."""
    rows = outlets.chains_with_sets(person())
    return listed(rows, orders={"name": (Chain.name, Chain.id)}, default_order="name").envelope(lambda row: row)


@api.route("/chains", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(CreateChain)
@api.response(201, ChainAnswer)
def create_chain(body: dict[str, Any]) -> Chain:
    """Register a chain."""
    return outlets.create_chain(**body, by=person())


@api.route("/chains/<int:chain_id>/requirement-set", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(ChooseSet)
@api.response(200, ChainAnswer)
def choose_set(body: dict[str, Any], chain_id: int) -> Chain:
    """Choose the set of requirements a chain asks for on top of the rules; null for none."""
    return outlets.choose_set(chain_id, **body, by=person())


@api.route("/outlets", methods=["GET"])
@requires(Permission.OUTLET_READ)
@api.response(200, OutletPage)
def list_outlets() -> Any:  # noqa: ANN401
    """The outlets this person sees; filters `q`, `kind`, `status`, `region`, `chain_id`."""
    rows = outlet_lists.rows(person())
    return listed(rows, orders=outlet_lists.ORDERS, default_order="name").envelope(lambda row: row)


@api.route("/outlets", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(CreateOutlet)
@api.response(201, OutletRecordAnswer)
def create_outlet(body: dict[str, Any]) -> Outlet:
    """Register an outlet."""
    return outlets.create(**body, by=person())


@api.route("/outlets/<int:outlet_id>", methods=["GET"])
@requires(Permission.OUTLET_READ)
@api.response(200, OutletRecordAnswer)
def show_outlet(outlet_id: int) -> Outlet:
    """One outlet, with warnings where its floor area does not fit its kind."""
    return outlets.get(outlet_id, by=person())


@api.route("/outlets/<int:outlet_id>/changes", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(ChangeOutlet)
@api.response(200, OutletRecordAnswer)
def change_outlet(body: dict[str, Any], outlet_id: int) -> Outlet:
    """Change the fields that are sent. 409 `changed_meanwhile` carries both versions and the content as it is now."""
    return outlet_changes.edit(outlet_id, **body, by=person())


@api.route("/outlets/<int:outlet_id>/stock-policy", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(ChangeStockPolicy)
@api.response(200, OutletAnswer)
def change_stock_policy(body: dict[str, Any], outlet_id: int) -> Outlet:
    """Follow the stock another way; 409 `stock_policy_in_use` while goods lie there or are on their way."""
    return outlet_changes.change_stock_policy(outlet_id, **body, by=person())


@api.route("/outlets/<int:outlet_id>/reopen", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(OutletReason)
@api.response(200, OutletAnswer)
def reopen_outlet(body: dict[str, Any], outlet_id: int) -> Outlet:
    """Open an outlet again that was closed."""
    return outlet_changes.reopen(outlet_id, **body, by=person())


@api.route("/outlets/<int:outlet_id>/members", methods=["GET"])
@requires(Permission.OUTLET_MANAGE)
@api.response(200, MemberPage)
def list_members(outlet_id: int) -> dict[str, object]:
    """Who works at an outlet, managers first."""
    found = outlets.members_of(outlets.get(outlet_id, by=person()))
    return {"items": found, "page": 1, "per_page": max(len(found), 1), "total": len(found)}


@api.route("/outlets/<int:outlet_id>/members", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(InviteMember)
@api.response(201, InvitationAnswer)
def invite_member(body: dict[str, Any], outlet_id: int) -> dict[str, object]:
    """Invite a manager or a cashier; the link is answered once."""
    account, link = outlet_members.invite(outlet_id, **body, by=person())
    return {"id": account.id, "role": account.role.value, "invitation_link": link}


@api.route("/outlets/<int:outlet_id>/members/<int:user_id>/remove", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.response(200, OutletAnswer)
def remove_member(outlet_id: int, user_id: int) -> Outlet:
    """Let somebody go: every session and token ends at once."""
    return outlet_members.remove(outlet_id, user_id, by=person())


@api.route("/outlets/<int:outlet_id>/eligibility", methods=["GET"])
@requires(Permission.OUTLET_READ)
@api.arguments(AskEligibility, location="query")
@api.response(200, EligibilityAnswer)
def show_eligibility(query: dict[str, Any], outlet_id: int) -> dict[str, object]:
    """Whether a product may stand in an outlet today, or exactly what is missing."""
    by = person()
    outlet = outlets.get(outlet_id, by=by)
    if query["product_id"] is None:
        raise ProductNotNamed(field="product_id")
    product = eligibility.get_product(query["product_id"], by=by)
    missing = eligibility.missing_at(product, outlet, today())
    return {"eligible": not missing, "on": today(), "missing": missing}
