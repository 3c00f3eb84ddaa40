"""What a cell was before it became text: one control character in front of the text of a spreadsheet cell.

A cell of a CSV file is text and carries no mark (control characters are refused there). A spreadsheet knows more, and
it matters: the number 1.5 is one and a half, while the text `1.500` is fifteen hundred; a cell that Excel holds as a
date needs no guess about day and month. This module is tiny because the child process loads it at every start.
"""

NUMBER = "\x01"
"""A number: digits, or Python's shortest decimal writing of a fraction, after the mark."""

DAY = "\x02"
"""A date or an instant; the day as `2026-03-02` after the mark."""

ERROR = "\x03"
"""A cell that shows an error such as `#REF!`, which follows the mark."""

NO_VALUE = "\x04"
"""A formula saved without its result: there is nothing to read."""

TEXT = "\x05"
"""Text that itself begins with a control character; the text follows the mark."""

ALL = NUMBER + DAY + ERROR + NO_VALUE + TEXT


def shown(cell: str) -> str:
    """The cell as its owner sees it, without the mark; for messages and samples."""
    return cell[1:] if cell[:1] and cell[0] in ALL else cell
