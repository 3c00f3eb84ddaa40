"""docs/named_inputs.md names a test for each input of sales and requests, and each of these tests is there."""

import re

from tests.docs.tables import PROJECT, document

INPUTS = [*range(1, 42), *range(53, 114), *range(134, 158)]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (`[^|]+`) \|$", re.MULTILINE)


def test_every_input_has_a_test_that_is_there() -> None:
    rows = ROW.findall(document("named_inputs.md").partition("## Every input")[2])
    assert [int(number) for number, _tests in rows] == INPUTS
    named = {name for _number, tests in rows for name in re.findall(r"`([^`]+)`", tests)}
    gone = []
    for name in sorted(named):
        path, _, test = name.partition("::")
        source = PROJECT / "tests" / path
        if not source.exists() or not re.search(rf"^ *def {test}\(", source.read_text(encoding="utf-8"), re.MULTILINE):
            gone.append(name)
    assert gone == []
