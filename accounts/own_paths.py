"""Where a page may send a browser on: to a path of our own, nowhere else."""

MOST_CHARACTERS = 2_000


def own_path(address: str | None) -> str | None:
    r"""The address if it is a path of this site, else None.

    Browsers take `//evil`, `/\evil` and a slash followed by a tab and another slash for other sites, so these are none.
    """
    if not address or len(address) > MOST_CHARACTERS or not address.startswith("/") or address.startswith("//"):
        return None
    if "\\" in address or not address.isprintable():
        return None
    return address
