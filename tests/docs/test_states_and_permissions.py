"""The tables of states and permissions in the documents are those of the code."""

import pytest

from commissions import buyback_states as of_buybacks
from commissions import objection_states as of_objections
from commissions import payment_file_states as of_payment_files
from commissions import settlement_states as of_settlement
from outlets import campaign_states as of_campaigns
from outlets import count_states as of_counts
from outlets import re_rating_states as of_re_ratings
from outlets import return_states as of_returns
from outlets import shelf_states as of_shelves
from outlets import states as of_outlets
from outlets import stock_states as of_stock
from partnerships import product_states as of_products
from partnerships import programme_states as of_programmes
from partnerships import registration_states as of_registrations
from partnerships import rule_states as of_rules
from partnerships import states as of_partnerships
from partnerships.product_words import REVISION_LABELS
from tests.docs.tables import document, permission_table, state_table

NOUNS = {
    "Producer": (of_partnerships.ProducerStatus, of_partnerships.PRODUCER_MOVES, of_partnerships.STATUS_LABELS),
    "File of registrations": (
        of_registrations.ProducerFileStatus,
        of_registrations.PRODUCER_FILE_MOVES,
        of_registrations.PRODUCER_FILE_LABELS,
    ),
    "Product": (of_partnerships.ProductStatus, of_partnerships.PRODUCT_MOVES, of_partnerships.STATUS_LABELS),
    "Change of an approved product": (
        of_products.RevisionStatus,
        of_products.REVISION_MOVES,
        REVISION_LABELS,
    ),
    "Requirement": (
        of_partnerships.RequirementStatus,
        of_partnerships.REQUIREMENT_MOVES,
        of_partnerships.STATUS_LABELS,
    ),
    "Session of a programme": (
        of_programmes.SessionStatus,
        of_programmes.SESSION_MOVES,
        of_programmes.SESSION_LABELS,
    ),
    "Invitation to a session": (
        of_programmes.InvitationStatus,
        of_programmes.INVITATION_MOVES,
        of_programmes.INVITATION_LABELS,
    ),
    "Request about personal data": (
        of_partnerships.RequestStatus,
        of_partnerships.REQUEST_MOVES,
        of_partnerships.REQUEST_LABELS,
    ),
    "Change of the rules": (of_rules.RuleChangeStatus, of_rules.RULE_CHANGE_MOVES, of_rules.RULE_CHANGE_LABELS),
    "Outlet": (of_outlets.OutletStatus, of_outlets.OUTLET_MOVES, of_outlets.OUTLET_STATUS_LABELS),
    "Agreement": (of_outlets.AgreementStatus, of_outlets.AGREEMENT_MOVES, of_outlets.STATUS_LABELS),
    "Delivery": (of_stock.DeliveryStatus, of_stock.DELIVERY_MOVES, of_stock.DELIVERY_LABELS),
    "Held line": (of_stock.HeldStatus, of_stock.HELD_MOVES, of_stock.HELD_LABELS),
    "Objection to a report": (
        of_objections.ObjectionStatus,
        of_objections.OBJECTION_MOVES,
        of_objections.OBJECTION_LABELS,
    ),
    "Return of goods": (of_returns.ReturnStatus, of_returns.RETURN_MOVES, of_returns.RETURN_LABELS),
    "Stock count": (of_counts.CountStatus, of_counts.COUNT_MOVES, of_counts.COUNT_LABELS),
    "Buy-back": (of_buybacks.BuybackStatus, of_buybacks.BUYBACK_MOVES, of_buybacks.BUYBACK_LABELS),
    "Payment": (of_settlement.PaymentStatus, of_settlement.PAYMENT_MOVES, of_settlement.PAYMENT_LABELS),
    "Set-off, charge, balance brought in": (
        of_settlement.AdjustmentStatus,
        of_settlement.ADJUSTMENT_MOVES,
        of_settlement.ADJUSTMENT_LABELS,
    ),
    "Payment file": (
        of_payment_files.PaymentFileStatus,
        of_payment_files.PAYMENT_FILE_MOVES,
        of_payment_files.PAYMENT_FILE_LABELS,
    ),
    "Re-rating": (of_re_ratings.ReRatingStatus, of_re_ratings.RE_RATING_MOVES, of_re_ratings.RE_RATING_LABELS),
    "Request for a shelf slot": (of_shelves.RequestStatus, of_shelves.REQUEST_MOVES, of_shelves.REQUEST_LABELS),
    "Turn on a shelf slot": (of_shelves.TurnStatus, of_shelves.TURN_MOVES, of_shelves.TURN_LABELS),
    "Campaign": (of_campaigns.CampaignStatus, of_campaigns.CAMPAIGN_MOVES, of_campaigns.CAMPAIGN_LABELS),
    "Order of a campaign": (of_campaigns.OrderStatus, of_campaigns.ORDER_MOVES, of_campaigns.ORDER_LABELS),
    "Placement": (of_outlets.PlacementStatus, of_outlets.PLACEMENT_MOVES, of_outlets.STATUS_LABELS),
}


@pytest.mark.parametrize("noun", NOUNS)
def test_the_states_of_a_noun_are_told_as_the_code_has_them(noun):
    section = document("states.md").split(f"\n## {noun}\n")[1].split("\n## ")[0]
    table = state_table(*NOUNS[noun])
    assert table in section, f"docs/states.md, {noun}, should hold:\n{table}"


def test_the_permissions_are_told_as_the_code_has_them():
    table = permission_table()
    assert table in document("permissions.md"), f"docs/permissions.md should hold:\n{table}"
