"""The short code of a product, printed on its labels: its number in base 31 and a sign that finds a slip.

Pure. The alphabet leaves out 0, I, L, O and U, so that what is read aloud or copied by hand is read back right. Its
length is a prime, so the check sign finds any one wrong sign and any two neighbours changed over.
"""

from collections.abc import Sequence

ALPHABET = "123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOKALIKES = str.maketrans("IL", "11")
BASE = len(ALPHABET)
SHORTEST = 4
LONGEST = 14


def code_of(number: int) -> str:
    """The code of a number from 1 on: at least three digits of base 31, then the check sign."""
    digits: list[int] = []
    rest = number
    while rest:
        rest, digit = divmod(rest, BASE)
        digits.insert(0, digit)
    digits = [0] * (SHORTEST - 1 - len(digits)) + digits
    return "".join(ALPHABET[digit] for digit in [*digits, _check(digits)])


def number_of(code: str) -> int | None:
    """The number of a code typed or scanned, in either case, with I or L for 1; None when it is none."""
    typed = code.upper().translate(LOOKALIKES)
    if not SHORTEST <= len(typed) <= LONGEST or any(sign not in ALPHABET for sign in typed):
        return None
    *digits, check = (ALPHABET.index(sign) for sign in typed)
    number = 0
    for digit in digits:
        number = number * BASE + digit
    return number if check == _check(digits) and code_of(number) == typed else None


def _check(digits: Sequence[int]) -> int:
    """What makes the sum of all signs, each weighed by its place from the end, a multiple of the base."""
    return -sum(weight * digit for weight, digit in enumerate(reversed(digits), start=2)) % BASE
