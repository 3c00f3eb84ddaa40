"""What the record of a producer shows of what is watched over: its last digest, its visits, who shares its permits."""

from typing import Any

from accounts.models import UserAccount
from accounts.permissions import Permission
from partnerships import expiry, own_production, watch_words
from partnerships.models import Producer


def shown(producer: Producer, reader: UserAccount) -> dict[str, Any]:
    """The values of `partnerships/_watch_panel.html`; findings and other holders only for staff."""
    notice = expiry.newest_notice(producer.id)
    return {
        "notice": notice,
        "notice_lines": expiry.told_lines(notice.lines) if notice else [],
        "notice_text": expiry.whatsapp_text(notice) if notice and reader.is_staff else "",
        "visit": own_production.newest_visits([producer.id]).get(producer.id),
        "same_permit": own_production.holders_of_the_same_permit(producer.id, reader) if reader.is_staff else [],
        "may_visit": reader.is_staff and reader.may(Permission.PRODUCER_REGISTER),
        "watch_words": watch_words,
    }
