"""Buy-backs and their budgets by API."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import buyback_budgets, buyback_lists, buyback_papers, buyback_payments, buybacks
from commissions.buyback_models import BuybackBudget
from commissions.buyback_schemas import (
    ApproveBuyback,
    BudgetAnswer,
    BudgetPage,
    BuybackAnswer,
    BuybackPage,
    ChangeBudget,
    DeclineBuyback,
    DisposeBuyback,
    OpenBudget,
    PayBuyback,
    ProposeBuyback,
)
from core.database import db
from core.listing import listed

api = ApiBlueprint("api_buybacks", __name__, description="Goods the agency buys back from producers")
BUDGET_ORDERS = {"year": [BuybackBudget.year, BuybackBudget.code]}


def budget_answer(budget_id: int) -> Any:  # noqa: ANN401 - a row
    """One budget line with what is used and left."""
    return db.session.execute(buyback_budgets.rows().where(BuybackBudget.id == budget_id)).one()


@api.route("/buyback-budgets", methods=["GET"])
@requires(Permission.BUYBACK_PROPOSE)
@api.response(200, BudgetPage)
def list_budgets() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The agency's budget lines, the newest year first."""
    return listed(buyback_budgets.rows(), orders=BUDGET_ORDERS, default_order="-year").envelope(lambda row: row)


@api.route("/buyback-budgets", methods=["POST"])
@requires(Permission.BUYBACK_PAY)
@api.arguments(OpenBudget)
@api.response(201, BudgetAnswer)
def open_budget(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Enter a budget line."""
    return budget_answer(buyback_budgets.open_line(**body, by=person()).id)


@api.route("/buyback-budgets/<int:budget_id>/amount", methods=["POST"])
@requires(Permission.BUYBACK_PAY)
@api.arguments(ChangeBudget)
@api.response(200, BudgetAnswer)
def change_budget(body: dict[str, Any], budget_id: int) -> Any:  # noqa: ANN401
    """Change what a budget line holds."""
    return budget_answer(buyback_budgets.change_amount(budget_id, **body, by=person()).id)


@api.route("/buybacks", methods=["GET"])
@requires(Permission.BUYBACK_READ)
@api.response(200, BuybackPage)
def list_buybacks() -> Any:  # noqa: ANN401
    """The buy-backs this person sees; filters `status`, `outlet_id`."""
    rows = buyback_lists.rows(person())
    return listed(rows, orders=buyback_lists.ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/buybacks", methods=["POST"])
@requires(Permission.BUYBACK_PROPOSE)
@api.arguments(ProposeBuyback)
@api.response(201, BuybackAnswer)
def propose_buyback(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Propose to buy goods back; nothing moves before a second person approves."""
    return buyback_lists.described(buybacks.propose(**body, by=person()), person())


@api.route("/buybacks/<int:buyback_id>", methods=["GET"])
@requires(Permission.BUYBACK_READ)
@api.response(200, BuybackAnswer)
def show_buyback(buyback_id: int) -> Any:  # noqa: ANN401
    """One buy-back."""
    return buyback_lists.described(buybacks.get(buyback_id, by=person()), person())


@api.route("/buybacks/<int:buyback_id>/approve", methods=["POST"])
@requires(Permission.BUYBACK_APPROVE)
@asks_password
@api.arguments(ApproveBuyback)
@api.response(200, BuybackAnswer)
def approve_buyback(body: dict[str, Any], buyback_id: int) -> Any:  # noqa: ANN401
    """Buy, as a second person: the pieces leave the shelf and the agency owes the producers."""
    return buyback_lists.described(buybacks.approve(buyback_id, **body, by=person()), person())


@api.route("/buybacks/<int:buyback_id>/decline", methods=["POST"])
@requires(Permission.BUYBACK_APPROVE)
@api.arguments(DeclineBuyback)
@api.response(200, BuybackAnswer)
def decline_buyback(body: dict[str, Any], buyback_id: int) -> Any:  # noqa: ANN401
    """Do not buy."""
    return buyback_lists.described(buybacks.decline(buyback_id, **body, by=person()), person())


@api.route("/buybacks/<int:buyback_id>/payments", methods=["POST"])
@requires(Permission.BUYBACK_PAY)
@asks_password
@api.arguments(PayBuyback)
@api.response(201, BuybackAnswer)
def pay_buyback(body: dict[str, Any], buyback_id: int) -> Any:  # noqa: ANN401
    """Note a payment to one producer, or the slip of the PPh 22 withheld."""
    buyback_payments.pay(buyback_id, **body, by=person())
    return buyback_lists.described(buybacks.get(buyback_id, by=person()), person())


@api.route("/buybacks/<int:buyback_id>/disposal", methods=["POST"])
@requires(Permission.BUYBACK_PROPOSE)
@api.arguments(DisposeBuyback, location="json_or_multipart")
@api.response(201, BuybackAnswer)
def dispose_buyback(body: dict[str, Any], buyback_id: int) -> Any:  # noqa: ANN401
    """Prove that what was bought was destroyed; with a `photo` as multipart."""
    buyback_payments.dispose(buyback_id, **body, by=person())
    return buyback_lists.described(buybacks.get(buyback_id, by=person()), person())


@api.route("/buybacks/<int:buyback_id>.pdf", methods=["GET"])
@requires(Permission.BUYBACK_READ)
@api.response(200, content_type="application/pdf")
def buyback_paper(buyback_id: int) -> Response:
    """The official record (berita acara)."""
    return buyback_papers.paper_response(buybacks.get(buyback_id, by=person()), person())
