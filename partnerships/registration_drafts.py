"""A registration on the public page, told in steps: what was told waits sealed under a token until it is sent.

Whoever has the token goes on with the draft, on this phone or another. It is forgotten `KEPT_DAYS` after it was last
saved. What is told is judged at its step and once more when it is sent.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from accounts.sign_in import hash_of, new_token
from core.database import db
from core.dates import now
from core.secrets_at_rest import decrypt, encrypt
from partnerships import consents, members, producers
from partnerships.models import Producer
from partnerships.personal_codes import Purpose
from partnerships.registration_errors import ConsentChanged, DraftGone, StepMissing
from partnerships.registration_models import RegistrationDraft
from partnerships.told_at_registration import keep_told

TOLD = "registration_draft|told"
KEPT_DAYS = 14
NEEDED = {"usaha": ("name", "region_code"), "pemilik": ("owner_name", "owner_nik", "phone", "email"), "produk": ()}
"""The steps in their order, and what must have been told before the next one."""
BESIDE = ("product_lines", "products")
"""What is told of the goods, which no producer has a field for before its products are handed in."""


@dataclass(frozen=True)
class Draft:
    """What was told so far and when it was last saved."""

    told: dict[str, Any] = field(default_factory=dict, repr=False)
    saved_at: datetime | None = None

    @property
    def next_step(self) -> str:
        """The first step that is not complete; `periksa` when everything is there."""
        steps = [step for step in NEEDED if not self.has(step)]
        return steps[0] if steps else "periksa"

    def has(self, step: str) -> bool:
        """Whether a step was told in full; the goods may be left open, but the step must have been seen."""
        return step in self.told.get("steps", ()) and all(self.told.get(name) for name in NEEDED[step])


def find(token: str) -> Draft | None:
    """The draft of a token; None when there is none or it was forgotten."""
    row = _row(token)
    return Draft(json.loads(decrypt(row.told_encrypted, TOLD)), row.saved_at) if row else None


def save(step: str, *, token: str, **told: Any) -> str:  # noqa: ANN401 - text, day, amount or codes
    """Add what was told in a step to the draft of a token, a new one where there is none; the token to go on with.

    Raises `WrongContent` (NIK, telephone), `UnknownRegion`, `NotStartedYet`.
    """
    row = _row(token, for_update=True)
    known: dict[str, Any] = json.loads(decrypt(row.told_encrypted, TOLD)) if row else {}
    given = {name: value for name, value in told.items() if name != "owner_nik" or value}
    fresh = {**known, **given, "steps": sorted({*known.get("steps", ()), step})}
    _judge(step, fresh)
    sealed = encrypt(json.dumps(fresh, default=_as_text), TOLD)
    if row is not None:
        row.told_encrypted, row.saved_at = sealed, now()
        db.session.flush()
        return token
    token = new_token()
    db.session.add(
        RegistrationDraft(token_hash=hash_of(token), told_encrypted=sealed, created_at=now(), saved_at=now())
    )
    db.session.flush()
    return token


def send(*, token: str, consent: bool, text_id: int) -> Producer | None:
    """Register what a draft holds and forget it; None where the NIK is known, as `members.register_oneself` says.

    `text_id` is the consent text that was shown. Raises `DraftGone`, `StepMissing`, `ConsentChanged`, and what
    `members.register_oneself` raises.
    """
    row = _row(token, for_update=True)
    if row is None:
        raise DraftGone
    draft = Draft(json.loads(decrypt(row.told_encrypted, TOLD)), row.saved_at)
    if draft.next_step != "periksa":
        raise StepMissing
    if text_id != consents.current_text(Purpose.PRIVACY_NOTICE).id:
        raise ConsentChanged(field="consent")
    told = {name: value for name, value in draft.told.items() if name != "steps"}
    told["started_on"] = as_day(told.get("started_on"))
    beside = {name: told.pop(name) for name in BESIDE if name in told}
    producer = members.register_oneself(**told, consent=consent)
    if producer is not None:
        keep_told(producer.id, **beside)
    db.session.delete(row)
    db.session.flush()
    return producer


def forget(token: str) -> None:
    """Forget a draft at once, as somebody on a borrowed phone wants it; one that is gone already is no fault."""
    row = _row(token, for_update=True)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def remove_old() -> int:
    """Forget the drafts nobody has saved for `KEPT_DAYS`; how many. Doing it twice does no harm."""
    old = delete(RegistrationDraft).where(RegistrationDraft.saved_at <= now() - timedelta(days=KEPT_DAYS))
    return int(db.session.execute(old.execution_options(synchronize_session=False)).rowcount)  # type: ignore[attr-defined]


def _row(token: str, *, for_update: bool = False) -> RegistrationDraft | None:
    if not token:
        return None
    rows = select(RegistrationDraft).where(
        RegistrationDraft.token_hash == hash_of(token),
        RegistrationDraft.saved_at > now() - timedelta(days=KEPT_DAYS),
    )
    return db.session.execute(rows.with_for_update() if for_update else rows).scalar_one_or_none()


def _judge(step: str, told: Mapping[str, Any]) -> None:
    """Say at once what would be refused when the draft is sent."""
    if step == "usaha":
        producers.check_region(told["region_code"], None)
        producers.check_start(as_day(told.get("started_on")))
    if step == "pemilik":
        producers.readable(told.get("owner_nik", ""), told["phone"])


def as_day(value: object) -> date | None:
    """A day as a draft holds it (text) or as it was just told; nothing for nothing."""
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None  # type: ignore[return-value]


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
