"""Whole rupiah and basis points. No float ever comes near money."""

LARGEST_LINE_RUPIAH = 10**13
"""No single line may exceed this; a larger figure is a typing error, not a sale."""

BASIS_POINTS_PER_UNIT = 10_000
"""A rate of 10,000 basis points is 100 %."""


def share_half_up(amount_rupiah: int, rate_bp: int) -> int:
    """The share `rate_bp` (basis points) of a non-negative amount in whole rupiah, half rounded up.

    Raises ValueError for a negative amount or rate: what leaves a sale is computed as a difference, never as a
    negative share (docs/ledger.md, rule 5).
    """
    if amount_rupiah < 0 or rate_bp < 0:
        raise ValueError("amount and rate must not be negative")
    return (amount_rupiah * rate_bp + 5000) // BASIS_POINTS_PER_UNIT


def format_rupiah(amount_rupiah: int) -> str:
    """`Rp15.000`, `-Rp450`: no space, dots for thousands, the same in both languages."""
    return f"{'-' if amount_rupiah < 0 else ''}Rp{format_number(abs(amount_rupiah))}"


def format_number(number: int) -> str:
    """`1.250.000`: whole numbers with dots for thousands, the same in both languages."""
    return f"{number:,}".replace(",", ".")


def format_rate(rate_bp: int) -> str:
    """A rate in basis points as Indonesian percent: 300 is `3 %`, 250 is `2,5 %`, 5 is `0,05 %`."""
    whole, part = divmod(rate_bp, 100)
    decimals = f",{part:02d}".rstrip("0") if part else ""
    return f"{whole}{decimals} %"


def typed_rate(rate_bp: int) -> str:
    """Basis points as percent the way people type it into a form: `2,5`."""
    return format_rate(rate_bp).removesuffix(" %")
