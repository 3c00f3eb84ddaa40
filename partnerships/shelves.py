"""The kinds of outlets a product may be ready for, as far as producers and their papers need to know them."""

KINDS_OF_OUTLETS: dict[str, str] = {}
"""Each kind's code with its label. The package that knows outlets adds its own: `KINDS_OF_OUTLETS.update({...})`."""
