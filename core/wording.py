"""Sentences that are written in one place and spoken, translated, in another.

Pure modules and errors must not know the reader's language, so they carry the Indonesian sentence as a template with
its parameters; `core.languages.say` translates and fills it when somebody reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


def N_(sentence: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a sentence for the catalogues without translating it yet."""
    return sentence


class Severity(StrEnum):
    """How much a problem matters: an error stops the action, a warning is shown to whoever decides."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input: a stable code, a sentence (`%(name)s` placeholders) and its parameters."""

    code: str
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR

    @property
    def is_warning(self) -> bool:
        """Whether this is only to be shown, not to stop the action."""
        return self.severity is Severity.WARNING
