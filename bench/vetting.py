"""How fast vetting is, part by part, each against a floor measured in the same run.

    .venv/bin/python -m bench.vetting [part ...]

A part is a module `bench/vetting_<part>.py` with `measure(connection)`: it makes its own rows through the owner's
connection, measures with the application's context open, and prints our figure, the floor and the ratio. Without names
every part that is there runs, each in an empty agency on a server of its own.
"""

import sys
from importlib import import_module
from importlib.util import find_spec

from bench.sales_import import agency

PARTS = ("readiness", "queue", "import")


def main(*names: str) -> None:
    """Measure the parts of these names and print what each found."""
    for name in names or [part for part in PARTS if find_spec(f"bench.vetting_{part}")]:
        print(f"== {name}", flush=True)
        with agency() as (_app, connection):
            import_module(f"bench.vetting_{name}").measure(connection)


if __name__ == "__main__":
    main(*sys.argv[1:])
