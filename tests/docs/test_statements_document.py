"""docs/statements.md tells how a seal is computed; its example is computed here by the words alone."""

import hashlib
import json
import re
from pathlib import Path

from commissions.statements import content_hash

PAGE = Path(__file__).resolve().parents[2] / "docs" / "statements.md"


def test_the_seal_of_the_example_follows_from_the_words_of_the_page_and_from_the_code() -> None:
    example = re.search(r"```seal\nprevious (\w+)\nsnapshot (.+)\nseal +(\w+)\n```", PAGE.read_text(encoding="utf-8"))
    assert example is not None
    previous, snapshot, seal = example.groups()
    assert hashlib.sha256(f"{previous}\n{snapshot}".encode()).hexdigest() == seal
    assert content_hash(json.loads(snapshot), previous) == seal
