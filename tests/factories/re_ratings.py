"""A re-rating that waits for a second person."""

from accounts.models import UserAccount
from commissions import re_ratings
from core.database import committed
from outlets.re_rating_models import ReRating
from outlets.sales_models import SaleLine


def make_re_rating(line: SaleLine, by: UserAccount) -> ReRating:
    """The sales of the day of a line belong at one basis point less."""
    return committed(
        re_ratings.propose,
        line.agreement_id,
        first_day=line.sold_on,
        last_day=line.sold_on,
        wrong_rate_bp=line.rate_bp,
        rate_bp=line.rate_bp - 1,
        reason="Salah ketik.",
        by=by,
    )
