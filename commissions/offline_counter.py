"""What the counter keeps on a phone to work without a signal: whose it is, and whether it is still the newest."""

import hashlib
import hmac
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from flask_babel import get_locale

from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES
from commissions.day_reports import shelf_on
from core.dates import today
from core.errors import Conflict
from core.wording import N_
from outlets.models import Outlet

KEPT_FILES = ("etalase.css", "etalase.js", "sales-form.js", "counter-queue.js", "icons.svg")


class OtherAccount(Conflict):
    """A report kept on a device was made by another account than the one that is signed in now."""

    code = "other_account"
    sentence = N_("Laporan ini dibuat oleh akun lain di perangkat ini. Masuk dengan akun itu untuk mengirimnya.")


def account_mark(account: UserAccount) -> str:
    """By what a device tells accounts apart without knowing who they are."""
    return _mark("account", str(account.id))


def offline_marks(account: UserAccount, outlet: Outlet) -> dict[str, str]:
    """What a page of the counter tells its script: whose reports it sends, and which page to keep for no signal.

    Only people of the outlet keep a page; staff enter reports at a desk.
    """
    marks = {"account": account_mark(account)}
    if account.role not in OUTLET_ROLES:
        return marks
    shelf = shelf_on(outlet, today(ZoneInfo(outlet.time_zone)))
    kept = [f"{item.placement_id}:{item.name}:{item.price_rupiah}" for item in shelf]
    files = [url_for("static", filename=name) for name in KEPT_FILES]
    mark = _mark("content", marks["account"], str(outlet.id), outlet.name, str(get_locale()), *files, *kept)
    return {**marks, "page": url_for("offline_counter.page", outlet_id=outlet.id), "mark": mark}


def _mark(*parts: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()[:16]
