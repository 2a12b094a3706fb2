"""The ledger: what was suggested, why, what was decided, and what came of it."""
