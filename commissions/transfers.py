"""What happened, as transfers: one function for each event of a pair, a buy-back or a campaign.

Amounts are whole rupiah and never negative; a transfer of nothing is left out, so an event may give one transfer or
none. The money route is always the one frozen on the sale line. Nothing is posted here: `journal.py` writes.
"""

from commissions.ledger import Account, Claim, Leg, LegName, Party, TransferKind, bill, till
from core.errors import Conflict
from core.money import share_half_up
from core.wording import N_
from outlets.money_routes import MoneyRoute


class MoreThanBothOwe(Conflict):
    """A set-off larger than the smaller of what the two sides owe each other."""

    code = "more_than_both_owe"
    sentence = N_("Perhitungan silang paling banyak %(most)s rupiah, yaitu yang lebih kecil dari kedua utang.")


def _legs(kind: TransferKind, *moves: tuple[LegName, Account, Account, int]) -> list[Leg]:
    """The moves that move something. Raises ValueError for a negative amount or a leg that is not allowed."""
    return [Leg(kind, debit, credit, amount, name) for name, debit, credit, amount in moves if amount != 0]


def sale_transfers(
    route: MoneyRoute, gross_rupiah: int, commission_rupiah: int, *, preorder: bool = False
) -> list[Leg]:
    """A sale, or pieces of a pre-order a buyer accepted: the gross to the till, the commission off the bill."""
    kind, sales = (TransferKind.PREORDER, Account.PREORDER_SALES) if preorder else (TransferKind.SALE, Account.SALES)
    return _legs(
        kind,
        (LegName.GROSS, till(route), sales, gross_rupiah),
        (LegName.COMMISSION, Account.COMMISSION, bill(route), commission_rupiah),
    )


def reversal_transfers(
    route: MoneyRoute, gross_rupiah: int, commission_rupiah: int, *, preorder: bool = False
) -> list[Leg]:
    """Pieces that were never sold: the sale's transfers the other way round, commission by `commission_leaving`."""
    sales = Account.PREORDER_SALES if preorder else Account.SALES
    return _legs(
        TransferKind.REVERSAL,
        (LegName.GROSS, sales, till(route), gross_rupiah),
        (LegName.COMMISSION, bill(route), Account.COMMISSION, commission_rupiah),
    )


def refund_account(route: MoneyRoute, refunded_by: Party | None = None) -> Account:
    """Out of whose money a customer was paid back; the side that collected, when nobody is named."""
    if refunded_by is None:
        return till(route)
    return Account.TAKINGS if refunded_by is Party.OUTLET else Account.COLLECTED_BY_PRODUCER


def return_transfers(
    route: MoneyRoute, gross_rupiah: int, commission_back_rupiah: int, refunded_by: Party | None = None
) -> list[Leg]:
    """A customer brought pieces back: their price out of the refunding side's money, their commission given back."""
    return _legs(
        TransferKind.RETURN,
        (LegName.GROSS, Account.RETURNS, refund_account(route, refunded_by), gross_rupiah),
        (LegName.COMMISSION, bill(route), Account.COMMISSION, commission_back_rupiah),
    )


def return_cancelled_transfers(
    route: MoneyRoute, gross_rupiah: int, commission_rupiah: int, refunded_by: Party | None = None
) -> list[Leg]:
    """A customer return that was recorded by mistake: the pieces count as sold again and bear commission again."""
    return _legs(
        TransferKind.RETURN_CANCELLED,
        (LegName.GROSS, refund_account(route, refunded_by), Account.RETURNS, gross_rupiah),
        (LegName.COMMISSION, Account.COMMISSION, bill(route), commission_rupiah),
    )


def tax_transfers(claim: Claim, difference_rupiah: int) -> list[Leg]:
    """PPN of one tax document, posted at close: what it should carry less what it already carries, with sign."""
    if difference_rupiah >= 0:
        move = (LegName.TAX, Account.COMMISSION_TAX, claim.account, difference_rupiah)
    else:
        move = (LegName.TAX, claim.account, Account.COMMISSION_TAX, -difference_rupiah)
    return _legs(TransferKind.TAX, move)


def claim_of_payment(
    paid_by: Party, takings_claim_rupiah: int, commission_claim_rupiah: int, route: MoneyRoute
) -> Claim:
    """The claim a payment belongs to when none is named: the one on which the paying side owes.

    A side that owes on both or on neither pays its own: the outlet the takings, the producer the bill of the route in
    force. Claims are signed as on a statement: plus when takings are owed to the producer, commission to the outlet.
    """
    sign = 1 if paid_by is Party.OUTLET else -1
    owes_takings, owes_commission = (sign * takings_claim_rupiah > 0, sign * commission_claim_rupiah < 0)
    if owes_takings != owes_commission:
        return Claim.TAKINGS if owes_takings else Claim.COMMISSION
    if paid_by is Party.OUTLET or bill(route) is Account.TAKINGS:
        return Claim.TAKINGS
    return Claim.COMMISSION


def payment_transfers(paid_by: Party, claim: Claim, amount_rupiah: int) -> list[Leg]:
    """A payment the other side confirmed, at its full amount; more than is owed turns the claim round."""
    if paid_by is Party.OUTLET:
        move = (LegName.AMOUNT, Account.PAID_BY_OUTLET, claim.account, amount_rupiah)
    else:
        move = (LegName.AMOUNT, claim.account, Account.PAID_BY_PRODUCER, amount_rupiah)
    return _legs(TransferKind.PAYMENT, move)


def payment_returned_transfers(paid_by: Party, claim: Claim, amount_rupiah: int) -> list[Leg]:
    """A payment the bank sent back: the payment with its accounts swapped."""
    return [
        Leg(TransferKind.PAYMENT_RETURNED, paid.credit, paid.debit, paid.amount_rupiah, paid.leg)
        for paid in payment_transfers(paid_by, claim, amount_rupiah)
    ]


def set_off_limit(takings_claim_rupiah: int, commission_claim_rupiah: int) -> int:
    """The most the two sides can set off: the smaller of what each owes the other, 0 when only one side owes."""
    if (takings_claim_rupiah > 0) != (commission_claim_rupiah > 0):
        return 0
    return min(abs(takings_claim_rupiah), abs(commission_claim_rupiah))


def set_off_transfers(amount_rupiah: int, takings_claim_rupiah: int, commission_claim_rupiah: int) -> list[Leg]:
    """A set-off both sides confirmed, with the claims as they stand: both become smaller by the amount.

    Raises MoreThanBothOwe when the amount exceeds what the smaller of the two owes.
    """
    most = set_off_limit(takings_claim_rupiah, commission_claim_rupiah)
    if amount_rupiah > most:
        raise MoreThanBothOwe(most=most)
    if takings_claim_rupiah > 0:
        move = (LegName.AMOUNT, Account.COMMISSION_DUE, Account.TAKINGS, amount_rupiah)
    else:
        move = (LegName.AMOUNT, Account.TAKINGS, Account.COMMISSION_DUE, amount_rupiah)
    return _legs(TransferKind.SET_OFF, move)


def value_at_share(quantity: int, consigned_price_rupiah: int, share_percent: int) -> int:
    """Rupiah for pieces at a share of their consigned price, half rounded up: goods lost or bought back."""
    return share_half_up(quantity * consigned_price_rupiah, share_percent * 100)


def compensation_transfers(amount_rupiah: int) -> list[Leg]:
    """Lost or damaged goods the outlet answers for. No commission: nobody earns a fee by losing goods."""
    return _legs(TransferKind.COMPENSATION, (LegName.AMOUNT, Account.TAKINGS, Account.COMPENSATION, amount_rupiah))


def compensation_cancelled_transfers(amount_rupiah: int) -> list[Leg]:
    """The goods turned up again."""
    return _legs(
        TransferKind.COMPENSATION_CANCELLED, (LegName.AMOUNT, Account.COMPENSATION, Account.TAKINGS, amount_rupiah)
    )


def agreed_cost_transfers(route: MoneyRoute, amount_rupiah: int) -> list[Leg]:
    """A cost the agreement lays on the producer, such as a transfer fee, on the bill of the route in force."""
    return _legs(TransferKind.AGREED_COST, (LegName.AMOUNT, Account.AGREED_COSTS, bill(route), amount_rupiah))


def brought_in_transfers(claim: Claim, balance_rupiah: int) -> list[Leg]:
    """A balance older than the platform, signed like the claim on a statement, confirmed by both sides."""
    raises_claim = balance_rupiah > 0
    if (claim is Claim.TAKINGS) == raises_claim:
        debit, credit = claim.account, Account.BROUGHT_IN
    else:
        debit, credit = Account.BROUGHT_IN, claim.account
    return _legs(TransferKind.BROUGHT_IN, (LegName.AMOUNT, debit, credit, abs(balance_rupiah)))


def buyback_transfers(amount_rupiah: int) -> list[Leg]:
    """The agency buys expired goods from the producer. It is not a sale: no commission, and the pair does not move."""
    return _legs(TransferKind.BUYBACK, (LegName.AMOUNT, Account.BUYBACK_DUE, Account.BOUGHT_BACK, amount_rupiah))


def buyback_paid_transfers(amount_rupiah: int) -> list[Leg]:
    """The agency pays for what it bought back, by transfer or with a PPh 22 slip."""
    return _legs(
        TransferKind.BUYBACK_PAID, (LegName.AMOUNT, Account.PAID_BY_AGENCY, Account.BUYBACK_DUE, amount_rupiah)
    )


def buyer_payment_transfers(amount_rupiah: int) -> list[Leg]:
    """A buyer of a campaign pays in advance."""
    return _legs(
        TransferKind.BUYER_PAYMENT, (LegName.AMOUNT, Account.BUYERS_MONEY, Account.BUYER_DEPOSITS, amount_rupiah)
    )


def handed_over_transfers(amount_rupiah: int) -> list[Leg]:
    """Ordered pieces were handed to the buyer."""
    return _legs(TransferKind.HANDED_OVER, (LegName.AMOUNT, Account.BUYER_DEPOSITS, Account.HANDED_OVER, amount_rupiah))


def brought_back_transfers(amount_rupiah: int) -> list[Leg]:
    """The buyer brought ordered pieces back; the pair sees a customer return besides."""
    return _legs(
        TransferKind.BROUGHT_BACK, (LegName.AMOUNT, Account.HANDED_OVER, Account.BUYER_DEPOSITS, amount_rupiah)
    )


def buyer_refund_transfers(amount_rupiah: int) -> list[Leg]:
    """Money goes back to a buyer."""
    return _legs(
        TransferKind.BUYER_REFUND, (LegName.AMOUNT, Account.BUYER_DEPOSITS, Account.BUYERS_MONEY, amount_rupiah)
    )
