"""The trial balance as it stood when each month was closed."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.database import AppendOnly, Model


class TrialBalance(AppendOnly, Model):
    """What an account had moved in all months up to one, written down in the transaction that closed it."""

    __tablename__ = "trial_balance"

    month: Mapped[str] = mapped_column(ForeignKey("period.month"), primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True)
    debit_rupiah: Mapped[int]
    credit_rupiah: Mapped[int]

    __table_args__ = (CheckConstraint("debit_rupiah >= 0 AND credit_rupiah >= 0", name="sums_not_below_zero"),)
