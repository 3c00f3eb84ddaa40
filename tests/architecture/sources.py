"""The project's own Python sources as syntax trees, and who imports whom."""

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
LAYERS = ("core", "accounts", "partnerships", "outlets", "commissions", "application")
"""From the lowest to the highest: each imports only those before it."""

PURE = (
    "core/money.py",
    "core/dates.py",
    "core/wording.py",
    "core/setting_kinds.py",
    "core/dated_values.py",
    "core/text.py",
    "core/tables.py",
    "core/cell_marks.py",
    "core/delimited_text.py",
    "core/file_refusals.py",
    "core/errors.py",
    "core/reading_dates.py",
    "core/reading_numbers.py",
    "core/column_matching.py",
    "core/row_file_states.py",
    "core/table_opening.py",
    "accounts/permissions.py",
    "partnerships/requirement_kinds",
    "partnerships/permit_numbers.py",
    "partnerships/pirt_numbers.py",
    "partnerships/tax_numbers.py",
    "partnerships/drug_agency_numbers.py",
    "partnerships/bank_accounts.py",
    "partnerships/number_reading.py",
    "partnerships/readiness.py",
    "partnerships/refusal_reasons.py",
    "partnerships/risk.py",
    "partnerships/base_rules.py",
    "partnerships/rule_states.py",
    "partnerships/rule_steps.py",
    "partnerships/set_rules.py",
    "partnerships/growth.py",
    "partnerships/ladder.py",
    "partnerships/sale_stops.py",
    "partnerships/shelves.py",
    "partnerships/regions.py",
    "partnerships/product_categories.py",
    "partnerships/states.py",
    "partnerships/registration_states.py",
    "partnerships/region_names.py",
    "partnerships/producer_columns.py",
    "partnerships/producer_rows.py",
    "partnerships/watch_states.py",
    "partnerships/programme_states.py",
    "partnerships/clusters.py",
    "partnerships/curation_checklist.py",
    "partnerships/pirt_routing.py",
    "partnerships/product_states.py",
    "partnerships/routed_readiness.py",
    "commissions/small_cells.py",
    "outlets/re_rating_states.py",
    "outlets/allocation.py",
    "outlets/rotation.py",
    "outlets/promise_keeping.py",
    "outlets/piece_prices.py",
    "outlets/promises.py",
    "outlets/setting_aside.py",
    "outlets/taking_back.py",
    "outlets/campaign_states.py",
    "outlets/dated_prices.py",
    "outlets/delivery_order.py",
    "outlets/outlet_kinds.py",
    "outlets/money_routes.py",
    "outlets/map_positions.py",
    "outlets/outlet_columns.py",
    "outlets/states.py",
    "outlets/stock.py",
    "outlets/count_states.py",
    "outlets/stock_states.py",
    "outlets/agreement_days.py",
    "outlets/agreement_clauses.py",
    "outlets/reporting_calendar.py",
    "outlets/reporting_reminders.py",
    "outlets/sales_files.py",
    "outlets/sales_rows.py",
    "outlets/sales_columns.py",
    "commissions/rates.py",
    "commissions/ledger.py",
    "commissions/buyer_accounts.py",
    "commissions/transfers.py",
    "commissions/statements.py",
    "commissions/ageing.py",
    "commissions/payment_file_layouts.py",
    "commissions/payment_file_states.py",
    "commissions/tax_terms.py",
    "commissions/taxes.py",
    "commissions/pricing.py",
)
"""Modules that know neither Flask nor SQLAlchemy nor the clock."""


@lru_cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a source."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def sources(*packages: str) -> list[Path]:
    """The sources of these packages, all layers when none is named."""
    return sorted(path for package in packages or LAYERS for path in (PROJECT / package).rglob("*.py"))


def name_of(path: Path) -> str:
    """A source as the project names it: `outlets/stock.py`."""
    return str(path.relative_to(PROJECT))


def imports_of(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a source imports, also inside functions, with its line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield ("." * node.level) + (node.module or ""), node.lineno


def pure_sources() -> list[Path]:
    """The pure modules, folders taken whole."""
    found: list[Path] = []
    for name in PURE:
        path = PROJECT / name
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path]
    return found
