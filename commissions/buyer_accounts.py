"""What stands between a campaign and one of its buyers: money paid and refunded, pieces handed over and brought back.

Pure. The transfers of `docs/ledger.md` (book of a campaign) add up to the same deposit: paid less refunded less the
value of what the buyer keeps. Amounts are whole rupiah, pieces are whole.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuyerAccount:
    """One order of a campaign in numbers. `ordered` is 0 once the order is cancelled."""

    price_rupiah: int
    ordered: int
    paid_rupiah: int = 0
    refunded_rupiah: int = 0
    handed_over: int = 0
    """Pieces given to the buyer, those it brought back later included; a wrong entry is taken off."""
    brought_back: int = 0

    @property
    def deposit_rupiah(self) -> int:
        """What is owed to the buyer in goods or money; below zero where it took goods and has not paid yet."""
        return self.net_paid_rupiah - (self.handed_over - self.brought_back) * self.price_rupiah

    @property
    def net_paid_rupiah(self) -> int:
        """Money of the buyer that is held, or that its goods were paid with."""
        return self.paid_rupiah - self.refunded_rupiah

    @property
    def keeps(self) -> int:
        """Pieces the buyer has or still waits for; what it brought back it does not want again."""
        return max(self.ordered, self.handed_over) - self.brought_back

    @property
    def unpaid_rupiah(self) -> int:
        """What the buyer still has to pay for all it has or waits for."""
        return max(self.keeps * self.price_rupiah - self.net_paid_rupiah, 0)

    @property
    def over_rupiah(self) -> int:
        """What the buyer paid beyond all it has or waits for: it goes back."""
        return max(self.net_paid_rupiah - self.keeps * self.price_rupiah, 0)

    @property
    def refundable_rupiah(self) -> int:
        """The most that can go back: what is held and no piece was given for."""
        return max(self.deposit_rupiah, 0)

    @property
    def outstanding(self) -> int:
        """Pieces the buyer still waits for."""
        return max(self.ordered - self.handed_over, 0)

    def lacks_for(self, pieces: int) -> int:
        """Rupiah that lack before these further pieces are paid; 0 where they are."""
        return max(pieces * self.price_rupiah - self.deposit_rupiah, 0)
