"""Who may do what, on one screen.

A permission is `<resource>:<action>`; a role is a set of them. "Which rows" is another question, answered by the
`visible_to(user)` of each noun. Source: contract of the programme, "who does what" (docs/architecture.md).
"""

from enum import StrEnum

from core.wording import N_


class Role(StrEnum):
    """What a person is to the agency."""

    ADMINISTRATOR = "administrator"
    VERIFIER = "verifier"
    PARTNERSHIP_OFFICER = "partnership_officer"
    FINANCE = "finance"
    HEAD = "head"
    OUTLET_MANAGER = "outlet_manager"
    CASHIER = "cashier"
    PRODUCER = "producer"


ROLE_LABELS = {
    Role.ADMINISTRATOR: N_("Administrator"),
    Role.VERIFIER: N_("Verifikator"),
    Role.PARTNERSHIP_OFFICER: N_("Petugas kemitraan"),
    Role.FINANCE: N_("Keuangan"),
    Role.HEAD: N_("Pimpinan"),
    Role.OUTLET_MANAGER: N_("Pengelola gerai"),
    Role.CASHIER: N_("Kasir"),
    Role.PRODUCER: N_("Pelaku UMKM"),
}

STAFF = frozenset({Role.ADMINISTRATOR, Role.VERIFIER, Role.PARTNERSHIP_OFFICER, Role.FINANCE, Role.HEAD})
OUTLET_ROLES = frozenset({Role.OUTLET_MANAGER, Role.CASHIER})


class Permission(StrEnum):
    """Everything a door may ask for."""

    ACCOUNT_OWN = "account:own"
    ACCOUNT_MANAGE = "account:manage"
    SETTING_MANAGE = "setting:manage"
    HISTORY_READ = "history:read"
    PRODUCER_READ = "producer:read"
    PRODUCER_REGISTER = "producer:register"
    PRODUCER_UNMASK = "producer:unmask"
    PRIVACY_REQUEST = "privacy:request"
    PRIVACY_HANDLE = "privacy:handle"
    REQUIREMENT_READ = "requirement:read"
    REQUIREMENT_SUBMIT = "requirement:submit"
    REQUIREMENT_DECIDE = "requirement:decide"
    PRODUCT_READ = "product:read"
    PRODUCT_SUBMIT = "product:submit"
    PRODUCT_DECIDE = "product:decide"
    PROGRAMME_READ = "programme:read"
    PROGRAMME_MANAGE = "programme:manage"
    RULE_READ = "rule:read"
    RULE_MANAGE = "rule:manage"
    OUTLET_READ = "outlet:read"
    OUTLET_MANAGE = "outlet:manage"
    OUTLET_CODE_MANAGE = "outlet_code:manage"
    CORNER_READ = "corner:read"
    CORNER_SUPPLY = "corner:supply"
    SHELF_READ = "shelf:read"
    SHELF_ASK = "shelf:ask"
    SHELF_COMPARE = "shelf:compare"
    SHELF_MANAGE = "shelf:manage"
    CAMPAIGN_READ = "campaign:read"
    CAMPAIGN_JOIN = "campaign:join"
    CAMPAIGN_MANAGE = "campaign:manage"
    CAMPAIGN_RECEIVE = "campaign:receive"
    PREORDER_READ = "preorder:read"
    PREORDER_ENTER = "preorder:enter"
    PREORDER_HAND_OVER = "preorder:hand_over"
    PREORDER_PAY = "preorder:pay"
    PREORDER_REFUND = "preorder:refund"
    COMPLIANCE_READ = "compliance:read"
    AGREEMENT_READ = "agreement:read"
    AGREEMENT_PROPOSE = "agreement:propose"
    AGREEMENT_ACCEPT = "agreement:accept"
    AGREEMENT_APPROVE = "agreement:approve"
    PLACEMENT_READ = "placement:read"
    PLACEMENT_PROPOSE = "placement:propose"
    PLACEMENT_ACCEPT = "placement:accept"
    PLACEMENT_PRICE = "placement:price"
    DELIVERY_READ = "delivery:read"
    DELIVERY_SEND = "delivery:send"
    DELIVERY_RECEIVE = "delivery:receive"
    RECEIPT_DECIDE = "receipt:decide"
    STOCK_READ = "stock:read"
    COUNT_ENTER = "count:enter"
    COUNT_CLASSIFY = "count:classify"
    COUNT_CONFIRM = "count:confirm"
    GOODS_RETURN = "goods:return"
    GOODS_FETCH = "goods:fetch"
    CALENDAR_READ = "calendar:read"
    CALENDAR_CHASE = "calendar:chase"
    CALENDAR_MANAGE = "calendar:manage"
    SALE_READ = "sale:read"
    SALE_REPORT = "sale:report"
    SALE_REVERSE = "sale:reverse"
    OBJECTION_RAISE = "report_objection:raise"
    OBJECTION_DECIDE = "report_objection:decide"
    HELD_LINE_DECIDE = "held_line:decide"
    PERIOD_READ = "period:read"
    PERIOD_CLOSE = "period:close"
    STATEMENT_READ = "statement:read"
    STATEMENT_ACKNOWLEDGE = "statement:acknowledge"
    SETTLEMENT_READ = "settlement:read"
    SETTLEMENT_ENTER = "settlement:enter"
    SETTLEMENT_CONFIRM = "settlement:confirm"
    PAYMENT_FILE_MAKE = "payment_file:make"
    STATEMENT_DISPUTE = "statement:dispute"
    DISPUTE_DECIDE = "dispute:decide"
    RE_RATING_PROPOSE = "re_rating:propose"
    RE_RATING_DECIDE = "re_rating:decide"
    LEDGER_READ = "ledger:read"
    LEDGER_VERIFY = "ledger:verify"
    BUYBACK_READ = "buyback:read"
    BUYBACK_PROPOSE = "buyback:propose"
    BUYBACK_APPROVE = "buyback:approve"
    BUYBACK_PAY = "buyback:pay"
    JOB_READ = "job:read"


P = Permission

READS_OF_STAFF = frozenset(
    {
        P.ACCOUNT_OWN,
        P.HISTORY_READ,
        P.PRODUCER_READ,
        P.REQUIREMENT_READ,
        P.PRODUCT_READ,
        P.RULE_READ,
        P.PROGRAMME_READ,
        P.OUTLET_READ,
        P.CORNER_READ,
        P.SHELF_READ,
        P.SHELF_COMPARE,
        P.CAMPAIGN_READ,
        P.PREORDER_READ,
        P.COMPLIANCE_READ,
        P.AGREEMENT_READ,
        P.PLACEMENT_READ,
        P.DELIVERY_READ,
        P.STOCK_READ,
        P.CALENDAR_READ,
        P.SALE_READ,
        P.PERIOD_READ,
        P.STATEMENT_READ,
        P.SETTLEMENT_READ,
        P.LEDGER_READ,
        P.BUYBACK_READ,
        P.JOB_READ,
    }
)
OF_AN_OFFICER = frozenset(
    {
        P.PRODUCER_REGISTER,
        P.PRIVACY_REQUEST,
        P.REQUIREMENT_SUBMIT,
        P.PRODUCT_SUBMIT,
        P.PROGRAMME_MANAGE,
        P.OUTLET_MANAGE,
        P.OUTLET_CODE_MANAGE,
        P.CORNER_SUPPLY,
        P.SHELF_ASK,
        P.SHELF_MANAGE,
        P.CAMPAIGN_JOIN,
        P.CAMPAIGN_MANAGE,
        P.CAMPAIGN_RECEIVE,
        P.PREORDER_ENTER,
        P.PREORDER_HAND_OVER,
        P.AGREEMENT_PROPOSE,
        P.AGREEMENT_ACCEPT,
        P.AGREEMENT_APPROVE,
        P.PLACEMENT_PROPOSE,
        P.PLACEMENT_ACCEPT,
        P.PLACEMENT_PRICE,
        P.DELIVERY_SEND,
        P.DELIVERY_RECEIVE,
        P.RECEIPT_DECIDE,
        P.COUNT_ENTER,
        P.COUNT_CLASSIFY,
        P.COUNT_CONFIRM,
        P.GOODS_RETURN,
        P.GOODS_FETCH,
        P.CALENDAR_CHASE,
        P.SALE_REPORT,
        P.SALE_REVERSE,
        P.OBJECTION_DECIDE,
        P.HELD_LINE_DECIDE,
        P.STATEMENT_ACKNOWLEDGE,
        P.BUYBACK_PROPOSE,
    }
)
STANDS_IN_FOR_A_SIDE = frozenset(
    {
        P.PREORDER_PAY,
        P.PREORDER_REFUND,
        P.SETTLEMENT_ENTER,
        P.SETTLEMENT_CONFIRM,
        P.STATEMENT_DISPUTE,
        P.DISPUTE_DECIDE,
    }
)
"""What settles money between two sides: the two sides themselves, an officer or finance for one of them, and never an
administrator."""
CORRECTS_RATES = frozenset({P.RE_RATING_PROPOSE, P.RE_RATING_DECIDE})
"""Charging posted sales at a corrected rate: two different people of the partnership desk or of finance."""

PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: READS_OF_STAFF
    | OF_AN_OFFICER
    | {P.RULE_MANAGE, P.CALENDAR_MANAGE, P.ACCOUNT_MANAGE, P.SETTING_MANAGE, P.PRIVACY_HANDLE, P.LEDGER_VERIFY},
    Role.VERIFIER: READS_OF_STAFF
    | {
        P.PRODUCER_REGISTER,
        P.PRODUCER_UNMASK,
        P.PRIVACY_REQUEST,
        P.REQUIREMENT_SUBMIT,
        P.REQUIREMENT_DECIDE,
        P.PRODUCT_SUBMIT,
        P.PRODUCT_DECIDE,
        P.PROGRAMME_MANAGE,
        P.AGREEMENT_PROPOSE,
        P.PLACEMENT_PROPOSE,
    },
    Role.PARTNERSHIP_OFFICER: READS_OF_STAFF | OF_AN_OFFICER | STANDS_IN_FOR_A_SIDE | CORRECTS_RATES,
    Role.FINANCE: READS_OF_STAFF
    | STANDS_IN_FOR_A_SIDE
    | CORRECTS_RATES
    | {P.PERIOD_CLOSE, P.PAYMENT_FILE_MAKE, P.BUYBACK_PROPOSE, P.BUYBACK_APPROVE, P.BUYBACK_PAY, P.LEDGER_VERIFY},
    Role.HEAD: READS_OF_STAFF | {P.PRIVACY_HANDLE, P.LEDGER_VERIFY},
    Role.OUTLET_MANAGER: frozenset(
        {
            P.ACCOUNT_OWN,
            P.HISTORY_READ,
            P.OUTLET_READ,
            P.OUTLET_CODE_MANAGE,
            P.CORNER_READ,
            P.SHELF_READ,
            P.SHELF_COMPARE,
            P.SHELF_ASK,
            P.CAMPAIGN_READ,
            P.CAMPAIGN_RECEIVE,
            P.PREORDER_READ,
            P.PREORDER_ENTER,
            P.PREORDER_HAND_OVER,
            P.PREORDER_PAY,
            P.PREORDER_REFUND,
            P.AGREEMENT_READ,
            P.AGREEMENT_PROPOSE,
            P.AGREEMENT_ACCEPT,
            P.PLACEMENT_READ,
            P.PLACEMENT_ACCEPT,
            P.DELIVERY_READ,
            P.DELIVERY_RECEIVE,
            P.STOCK_READ,
            P.COUNT_ENTER,
            P.COUNT_CLASSIFY,
            P.GOODS_RETURN,
            P.GOODS_FETCH,
            P.CALENDAR_READ,
            P.SALE_READ,
            P.SALE_REPORT,
            P.SALE_REVERSE,
            P.OBJECTION_RAISE,
            P.STATEMENT_READ,
            P.STATEMENT_ACKNOWLEDGE,
            P.SETTLEMENT_READ,
            P.SETTLEMENT_ENTER,
            P.SETTLEMENT_CONFIRM,
            P.PAYMENT_FILE_MAKE,
            P.STATEMENT_DISPUTE,
            P.BUYBACK_READ,
            P.JOB_READ,
        }
    ),
    Role.CASHIER: frozenset(
        {
            P.ACCOUNT_OWN,
            P.OUTLET_READ,
            P.CAMPAIGN_READ,
            P.CAMPAIGN_RECEIVE,
            P.PREORDER_READ,
            P.PREORDER_ENTER,
            P.PREORDER_HAND_OVER,
            P.PREORDER_PAY,
            P.PLACEMENT_READ,
            P.DELIVERY_READ,
            P.DELIVERY_RECEIVE,
            P.STOCK_READ,
            P.COUNT_ENTER,
            P.GOODS_FETCH,
            P.CALENDAR_READ,
            P.SALE_READ,
            P.SALE_REPORT,
            P.OBJECTION_RAISE,
            P.JOB_READ,
        }
    ),
    Role.PRODUCER: frozenset(
        {
            P.ACCOUNT_OWN,
            P.HISTORY_READ,
            P.PRODUCER_READ,
            P.PRIVACY_REQUEST,
            P.REQUIREMENT_READ,
            P.REQUIREMENT_SUBMIT,
            P.PRODUCT_READ,
            P.PRODUCT_SUBMIT,
            P.PROGRAMME_READ,
            P.OUTLET_READ,
            P.CORNER_READ,
            P.CORNER_SUPPLY,
            P.SHELF_READ,
            P.SHELF_ASK,
            P.CAMPAIGN_READ,
            P.CAMPAIGN_JOIN,
            P.AGREEMENT_READ,
            P.AGREEMENT_PROPOSE,
            P.AGREEMENT_ACCEPT,
            P.PLACEMENT_READ,
            P.PLACEMENT_PRICE,
            P.DELIVERY_READ,
            P.DELIVERY_SEND,
            P.STOCK_READ,
            P.GOODS_FETCH,
            P.SALE_READ,
            P.STATEMENT_READ,
            P.STATEMENT_ACKNOWLEDGE,
            P.SETTLEMENT_READ,
            P.SETTLEMENT_ENTER,
            P.SETTLEMENT_CONFIRM,
            P.STATEMENT_DISPUTE,
            P.BUYBACK_READ,
            P.JOB_READ,
        }
    ),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether a role holds a permission."""
    return permission in PERMISSIONS_OF[role]
