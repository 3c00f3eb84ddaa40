"""How a report reached the books, in words: by which channel, and what staff who entered it said it came from."""

from core.languages import speak
from core.wording import N_
from outlets.states import CHANNEL_LABELS, Channel
from partnerships.states import SOURCE_LABELS

FROM_DISPUTE = "keberatan"
FROM_OBJECTION = "sanggahan"
"""Sources of what staff enter anew when they correct a line themselves."""

REPORT_SOURCES: dict[str, str] = {
    **{source.value: label for source, label in SOURCE_LABELS.items()},
    FROM_DISPUTE: N_("Keberatan atas rekap"),
    FROM_OBJECTION: N_("Sanggahan atas laporan"),
}
LONGEST_SHOWN = 60
PREORDER = N_("Pesanan bersama")
"""What came to a statement by a pooled pre-order, which no report brings."""


def source_label(source: str) -> str:
    """How a report reached whoever entered it, in words; what a program wrote there stays as it is."""
    return speak(REPORT_SOURCES.get(source, source)) if source else ""


def origin_label(channel: Channel, source: str) -> str:
    """Channel and source in one: `Formulir (Telepon)`; the channel alone where nothing was said."""
    words = speak(CHANNEL_LABELS[channel])
    return f"{words} ({source_label(source)[:LONGEST_SHOWN]})" if source else words
