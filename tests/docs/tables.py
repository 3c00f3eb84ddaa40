"""Tables of the documents, drawn from the code: what a document must hold word for word."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from accounts.permissions import PERMISSIONS_OF, Permission, Role

PROJECT = Path(__file__).resolve().parents[2]


def document(name: str) -> str:
    """The text of a document."""
    return (PROJECT / "docs" / name).read_text(encoding="utf-8")


def state_table(states: type[StrEnum], moves: Mapping, labels: Mapping[str, str]) -> str:
    """A noun's states, what each is called on a page, and where it may go from there."""
    lines = ["| state | on the page | may become |", "| --- | --- | --- |"]
    for state in states:
        after = ", ".join(f"`{other.value}`" for other in states if other in moves[state]) or "nothing: the end"
        lines.append(f"| `{state.value}` | {labels[state]} | {after} |")
    return "\n".join(lines)


def permission_table() -> str:
    """Which role holds which permission."""
    lines = [
        "| permission | " + " | ".join(role.value.replace("_", " ") for role in Role) + " |",
        "| --- |" + " --- |" * len(Role),
    ]
    for permission in Permission:
        marks = ["x" if permission in PERMISSIONS_OF[role] else "" for role in Role]
        lines.append(f"| `{permission.value}` | " + " | ".join(marks) + " |")
    return "\n".join(lines)
