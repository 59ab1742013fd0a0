"""The exception tree. Every error says what happened, where, and what to do next.

DossierError                  exit code 1
├── UsageError                2   the command or a setting cannot be understood
├── SourceError               1   a named source cannot be read at all
├── QuarantineLimitExceeded   3   more items failed the gate than the limit allows; nothing was loaded
├── ExpectationsFailed        4   a Great Expectations suite failed on rows that should have passed
├── WarehouseLocked           5   another process is writing
│   └── LockLost              5   the lock on a shared catalog was lost while writing
├── WarehouseMissing          1   no lake where one was expected
└── AccountingError           1   items in ≠ the sum of their outcomes
"""


class DossierError(Exception):
    """Base of everything this package raises on purpose.

    Args:
        message: what happened, and where.
        hint: the next thing to do.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.hint}" if self.hint else self.message


class UsageError(DossierError):
    exit_code = 2


class SourceError(DossierError):
    exit_code = 1


class QuarantineLimitExceeded(DossierError):
    exit_code = 3


class ExpectationsFailed(DossierError):
    exit_code = 4


class WarehouseLocked(DossierError):
    exit_code = 5


class LockLost(WarehouseLocked):
    pass


class WarehouseMissing(DossierError):
    exit_code = 1


class AccountingError(DossierError):
    exit_code = 1
