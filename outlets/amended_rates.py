"""The rates of a proposed change of terms, kept as plain JSON until both sides have accepted them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from outlets.agreed_rates import AgreedRate


def rates_to_json(rates: Sequence[AgreedRate]) -> list[dict[str, object]]:
    """Rates as they are stored: days as `YYYY-MM-DD`, the rate in basis points."""
    return [
        {
            "rate_bp": rate.rate_bp,
            "starts_on": rate.starts_on.isoformat(),
            "ends_on": rate.ends_on.isoformat() if rate.ends_on else None,
            "category": rate.category,
            "product_id": rate.product_id,
        }
        for rate in rates
    ]


def rates_from_json(stored: Sequence[Mapping[str, object]]) -> list[AgreedRate]:
    """Stored rates as values again."""
    return [
        AgreedRate(
            rate_bp=cast("int", rate["rate_bp"]),
            starts_on=date.fromisoformat(cast("str", rate["starts_on"])),
            ends_on=date.fromisoformat(cast("str", rate["ends_on"])) if rate["ends_on"] else None,
            category=cast("str | None", rate["category"]),
            product_id=cast("int | None", rate["product_id"]),
        )
        for rate in stored
    ]
