"""Commission, the ledger, closing a month and the statements that say who owes whom."""
