"""Each named input of sales and requests, and each fault of reporting, has a test that is there."""

import re

from tests.docs.tables import PROJECT, document

INPUTS = [*range(1, 42), *range(53, 114), *range(134, 158)]
FAULTS = [1, 2, 3, 4, 5, 6, 7, 8, 10, 9, 13, 14, 15, 21, 22, 39, 40]
ROW = re.compile(r"^\| (\d+) \| [^|]+ \| (`[^|]+`) \|$", re.MULTILINE)


def gone_of(tests: set[str]) -> list[str]:
    """Those of the tests that are not there."""
    gone = []
    for name in sorted(tests):
        path, _, test = name.partition("::")
        source = PROJECT / "tests" / path
        if not source.exists() or not re.search(rf"^ *def {test}\(", source.read_text(encoding="utf-8"), re.MULTILINE):
            gone.append(name)
    return gone


def test_every_input_has_a_test_that_is_there() -> None:
    rows = ROW.findall(document("named_inputs.md").partition("## Every input")[2])
    assert [int(number) for number, _tests in rows] == INPUTS
    assert gone_of({name for _number, tests in rows for name in re.findall(r"`([^`]+)`", tests)}) == []


def test_every_fault_of_reporting_has_a_test_that_is_there() -> None:
    table = document("operations.md").partition("## Faults")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\d, ]+) \| [^|]+ \| (`[^|]+`) \|$", table, re.MULTILINE)
    assert [int(number) for numbers, _tests in rows for number in numbers.split(", ")] == FAULTS
    assert gone_of({name for _numbers, tests in rows for name in re.findall(r"`([^`]+)`", tests)}) == []
