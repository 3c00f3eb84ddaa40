"""What a setting of the agency may be: days, years, rupiah, words, yes or no, a date.

A package declares its settings where it uses them; one page shows and changes them all (docs/operations.md). A setting
is kept as text; `read` and `write` of its kind are the only way from text to value and back.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Setting(ABC, Generic[Value]):
    """One setting. The subclasses are the kinds; `kind` tells the page which field to show."""

    name: str
    """Its key in the database, such as `near_expiry_days`."""
    label: str
    """How it is called on the page, Indonesian, marked with `N_`."""
    group: str
    """The heading it stands under, marked with `N_`."""
    default: Value
    """What holds as long as nobody has set it."""
    ground: str
    """The law or the reason behind it, marked with `N_`."""
    page: str = ""
    """The endpoint of the page that changes it together with its kin; empty where the page of settings does."""

    kind = ""

    @abstractmethod
    def read(self, text: str) -> Value:
        """The value of a text that was kept. Raises ValueError for one that cannot be this setting."""

    def write(self, value: Value) -> str:
        """The text a value is kept as."""
        return str(value)


@dataclass(frozen=True)
class Whole(Setting[int]):
    """A whole number between two bounds, both allowed."""

    least: int = 0
    most: int = 0

    def read(self, text: str) -> int:
        """Digits alone, within the bounds. Raises ValueError."""
        if not (text.isascii() and text.isdigit()) or not self.least <= int(text) <= self.most:
            raise ValueError(text)
        return int(text)


class Days(Whole):
    """A number of days."""

    kind = "days"


class Years(Whole):
    """A number of years."""

    kind = "years"


class Money(Whole):
    """An amount in whole rupiah."""

    kind = "money"


@dataclass(frozen=True)
class Words(Setting[str]):
    """A line of text of at most `longest` characters; an empty one is a value, too."""

    kind = "text"

    longest: int = 200

    def read(self, text: str) -> str:
        """The text as it is. Raises ValueError for one that is too long."""
        if len(text) > self.longest:
            raise ValueError(text)
        return text


class YesNo(Setting[bool]):
    """Yes or no."""

    kind = "yes_no"

    def read(self, text: str) -> bool:
        """Raises ValueError for what is neither."""
        if text not in {"true", "false"}:
            raise ValueError(text)
        return text == "true"

    def write(self, value: bool) -> str:  # noqa: FBT001 - the value itself
        """`true` or `false`."""
        return "true" if value else "false"


@dataclass(frozen=True)
class DayOf(Setting[date]):
    """A calendar day between two, both allowed."""

    kind = "date"

    first: date = date(1900, 1, 1)
    last: date = date(2100, 12, 31)

    def read(self, text: str) -> date:
        """`YYYY-MM-DD` within the bounds. Raises ValueError."""
        day = date.fromisoformat(text)
        if not self.first <= day <= self.last:
            raise ValueError(text)
        return day

    def write(self, value: date) -> str:
        """`YYYY-MM-DD`."""
        return value.isoformat()


SETTINGS: dict[str, "Setting[Any]"] = {}
"""Every setting there is, by name, in the order the packages declare them."""

AnySetting = TypeVar("AnySetting", bound=Setting[Any])


def declare(setting: AnySetting) -> AnySetting:
    """Make a setting known. Raises ValueError for a name that is taken and for a default that is none of its values."""
    if setting.name in SETTINGS:
        raise ValueError(f"the setting {setting.name} is declared twice")
    setting.read(setting.write(setting.default))
    SETTINGS[setting.name] = setting
    return setting
