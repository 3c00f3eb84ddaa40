"""Re-ratings of posted sales, and trying a rate on last month's, by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import rate_previews, re_rating_lists, re_ratings
from commissions.re_rating_schemas import (
    ApproveReRating,
    DeclineReRating,
    PreviewQuery,
    ProposeReRating,
    RatePreviewAnswer,
    ReRatingAnswer,
    ReRatingPage,
)
from commissions.statement_schemas import PageQuery
from core.listing import listed
from outlets.re_rating_models import ReRating

api = ApiBlueprint("api_re_ratings", __name__, description="Posted sales charged at a corrected rate")


def described(row: ReRating) -> dict[str, Any]:
    """One re-rating as this person sees it."""
    return re_rating_lists.described(row, person())


@api.route("/agreements/<int:agreement_id>/rate-preview", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.arguments(PreviewQuery, location="query")
@api.response(200, RatePreviewAnswer)
def rate_preview(query: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """What another rate (basis points) would have made of a month's sales, the last one unless said otherwise."""
    tried = rate_previews.preview(agreement_id, **query, by=person())
    return {
        "month": tried.month,
        "rate_bp": tried.rate_bp,
        "commission_rupiah": tried.total("commission_rupiah"),
        "new_commission_rupiah": tried.total("new_commission_rupiah"),
        "difference_rupiah": tried.difference_rupiah,
        "rows": [row._asdict() for row in tried.rows],
    }


@api.route("/agreements/<int:agreement_id>/re-ratings", methods=["POST"])
@requires(Permission.RE_RATING_PROPOSE)
@api.arguments(ProposeReRating)
@api.response(201, ReRatingAnswer)
def propose_re_rating(body: dict[str, Any], agreement_id: int) -> Any:  # noqa: ANN401
    """Propose the right rate for sales that were charged at a wrong one; nothing is posted yet."""
    return described(re_ratings.propose(agreement_id, **body, by=person()))


@api.route("/re-ratings", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.arguments(PageQuery, location="query")
@api.response(200, ReRatingPage)
def list_re_ratings(query: dict[str, Any]) -> Any:  # noqa: ANN401, ARG001 - read by `listed`
    """The re-ratings this person sees, the newest first."""
    rows = re_rating_lists.rows(person())
    return listed(rows, orders=re_rating_lists.ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/re-ratings/<int:re_rating_id>", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.response(200, ReRatingAnswer)
def show_re_rating(re_rating_id: int) -> Any:  # noqa: ANN401
    """One re-rating: the old and the new commission of each line."""
    return described(re_ratings.get(re_rating_id, by=person()))


@api.route("/re-ratings/<int:re_rating_id>/approve", methods=["POST"])
@requires(Permission.RE_RATING_DECIDE)
@asks_password
@api.arguments(ApproveReRating)
@api.response(200, ReRatingAnswer)
def approve_re_rating(body: dict[str, Any], re_rating_id: int) -> Any:  # noqa: ANN401
    """Agree as a second person: every line is taken back and entered again at the right rate."""
    return described(re_ratings.approve(re_rating_id, **body, by=person()))


@api.route("/re-ratings/<int:re_rating_id>/decline", methods=["POST"])
@requires(Permission.RE_RATING_DECIDE)
@api.arguments(DeclineReRating)
@api.response(200, ReRatingAnswer)
def decline_re_rating(body: dict[str, Any], re_rating_id: int) -> Any:  # noqa: ANN401
    """Disagree as a second person; nothing is posted."""
    return described(re_ratings.decline(re_rating_id, **body, by=person()))


@api.route("/re-ratings/<int:re_rating_id>/withdraw", methods=["POST"])
@requires(Permission.RE_RATING_PROPOSE)
@api.arguments(ApproveReRating)
@api.response(200, ReRatingAnswer)
def withdraw_re_rating(body: dict[str, Any], re_rating_id: int) -> Any:  # noqa: ANN401
    """Take one's own proposal back."""
    return described(re_ratings.withdraw(re_rating_id, **body, by=person()))
