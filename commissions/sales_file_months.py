"""The good rows of a till's file apart by month of sale: each month becomes a report of its own."""

from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from commissions.line_checks import Checked
from commissions.return_lines import ReturnLine
from core.dates import days_between, month_of


@dataclass
class MonthPart:
    """What a file brings for one month: lines of sales, among them those that would be held, and customer returns."""

    month: str
    lines: Checked = field(default_factory=Checked)
    returns: list[ReturnLine] = field(default_factory=list)

    @property
    def days(self) -> set[date]:
        """The days this part answers for."""
        return self.lines.days | {line.returned_on for line in self.returns}

    @property
    def days_claimed(self) -> set[date]:
        """The days its report asks for: those of its lines, or without receipts all from the first to the last."""
        days = self.days
        return days if self.has_receipts or not days else set(days_between(min(days), max(days)))

    @property
    def has_receipts(self) -> bool:
        """Whether every line carries a receipt number."""
        return self.lines.has_receipts and all(line.reference for line in self.returns)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to post."""
        return not self.lines.priced and not self.returns

    def leave_out(self, days: set[date]) -> None:
        """Leave out everything that falls on these days."""
        self.lines.priced = [line for line in self.lines.priced if line.line.sold_on not in days]
        self.returns = [line for line in self.returns if line.returned_on not in days]


def by_month(checked: Checked, returns: list[ReturnLine]) -> list[MonthPart]:
    """The good lines apart by month, months in order; what a dry run would hold is judged anew when it is posted."""
    lines = checked.priced
    if checked.held:
        lines = sorted([*lines, *(held.priced for held in checked.held)], key=attrgetter("line.row"))
    months = {day: month_of(day) for day in {line.line.sold_on for line in lines}}
    parts = {month: MonthPart(month) for month in months.values()}
    if len(parts) == 1:
        next(iter(parts.values())).lines.priced = list(lines)
    else:
        for line in lines:
            parts[months[line.line.sold_on]].lines.priced.append(line)
    for brought_back in returns:
        month = month_of(brought_back.returned_on)
        parts.setdefault(month, MonthPart(month)).returns.append(brought_back)
    return [parts[month] for month in sorted(parts)]
