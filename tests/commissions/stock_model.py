"""What a shelf must count, told again with a few dicts: the stock machine tells both the same and compares."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from outlets.stock import SUMS

NAMES = ("opening", "received", "sold", "customer_returns", "returned", "damaged", "lost", "expired", "bought_back")


@dataclass
class Batch:
    """What the model knows of one batch."""

    expires: date | None
    arrived: date
    sums: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    aside: int = 0

    @property
    def on_hand(self) -> int:
        return sum(SUMS[name] * pieces for name, pieces in self.sums.items())

    def sellable(self, day: date) -> bool:
        return self.arrived <= day and (self.expires is None or day <= self.expires)


class Shelf:
    """The whole model: batches by name, and what each sale drew."""

    def __init__(self) -> None:
        self.batches: dict[str, Batch] = {}
        self.sales: dict[int, tuple[date, list[list]]] = {}
        self.held: list[tuple[int, date, int]] = []
        self.shared: set[date] = set()
        self.taken: set[date] = set()
        self.counted: list[date] = []

    def days_of_count(self, until: date) -> list[date]:
        start = max([until.replace(day=1), *(day + timedelta(days=1) for day in self.counted if day < until)])
        span = [start + timedelta(days=n) for n in range((until - start).days + 1)]
        free = [day for day in span if day not in self.shared | self.taken]
        run = [day for day in free if all(later in free for later in span if day <= later <= free[-1])]
        return run or [day for day in span if day not in self.taken][-1:]

    def first_out(self, day: date) -> list[str]:
        fitting = [name for name, batch in self.batches.items() if batch.sellable(day)]
        return sorted(
            fitting, key=lambda name: (self.batches[name].expires or date.max, self.batches[name].arrived, name)
        )

    def draw(self, day: date, pieces: int) -> tuple[list[list], int]:
        drawn = []
        for name in self.first_out(day):
            taken = min(self.batches[name].on_hand, pieces)
            if taken:
                drawn.append([name, taken])
                pieces -= taken
        return drawn, pieces

    def sell(self, line_id: int, day: date, drawn: list[list]) -> None:
        for name, pieces in drawn:
            self.batches[name].sums["sold"] += pieces
        self.sales[line_id] = (day, [list(one) for one in drawn])

    def bring_back(self, line_id: int, pieces: int, column: str) -> None:
        for one in reversed(self.sales[line_id][1]):
            part = min(one[1], pieces)
            one[1] -= part
            pieces -= part
            self.batches[one[0]].sums[column] += part if column == "customer_returns" else -part

    def out(self, line_id: int) -> int:
        return sum(pieces for _name, pieces in self.sales[line_id][1])
