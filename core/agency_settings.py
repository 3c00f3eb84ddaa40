"""What the agency has set for itself: one row a setting, kept as text."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, db

AGENCY_NAME = "agency_name"
"""How the agency is called on every page and document."""
DEMO_LOADED_AT = "demo_loaded_at"
"""When the demo was loaded (an instant, ISO 8601); there only in a demo agency."""


class AgencySetting(Model):
    """One setting of the agency."""

    __tablename__ = "agency_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


def all_settings() -> dict[str, str]:
    """Every setting that was made."""
    return {row.key: row.value for row in db.session.execute(select(AgencySetting.key, AgencySetting.value))}


def put(key: str, value: str) -> None:
    """Make or change a setting."""
    made = insert(AgencySetting).values(key=key, value=value)
    db.session.execute(made.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
