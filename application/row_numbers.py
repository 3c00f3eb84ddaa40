"""Numbers in addresses: as large as the database can count, so that a larger one is a page that does not exist."""

from typing import Any

from werkzeug.routing import IntegerConverter

LARGEST = 2**63 - 1
"""What a BIGINT holds."""


class RowNumber(IntegerConverter):
    """`<int:...>` of every address; beyond the largest the address is not found, instead of failing in the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - werkzeug's own
        """With the largest number unless an address sets its own."""
        kwargs.setdefault("max", LARGEST)
        super().__init__(*args, **kwargs)
