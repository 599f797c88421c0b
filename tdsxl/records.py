"""What the portals said, one frozen value per row. No sums, no joins, no TAN: the journal knows whose it is.

`None` means that the portal shows it blank, or that this portal does not have it. Amounts are rupees.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from tdsxl.values import Act, Form, Portal, Quarter, StatementType, Year


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledStatement:
    """A row of View Filed Forms at the IT portal."""

    year: Year
    quarter: Quarter
    form: Form
    type: StatementType
    token: str
    """15 digits; the portal's `tempAckNo`, the provisional receipt number."""
    filed_on: date
    acknowledgement_no: str
    status: str | None
    """The portal's `verStatus`, as printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementStatus:
    """A row of Statement Status at TRACES (1961 Act)."""

    year: Year
    quarter: Quarter
    form: Form
    type: StatementType
    token: str
    """Masked: first four, X…, last four."""
    filed_on: date
    status: str
    status_on: date | None
    reason: str | None
    """Rejection reason, plain text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallanLine:
    """One section or payment code of a challan, with its six amounts."""

    code: str
    nature: str | None
    tax: Decimal
    surcharge: Decimal
    cess: Decimal
    interest: Decimal
    penalty: Decimal
    fee: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Challan:
    """A row of Payment History with its details, at the IT portal."""

    act: Act
    year: Year | None
    assessment_year: str | None
    """As printed, on 1961-Act challans only."""
    cin: str
    """Portal CIN: CRN (14) and bank code (4)."""
    crn: str
    bsr_code: str
    serial: str
    """Challan number, up to five digits, zeros kept."""
    deposited_on: date
    major_head: str | None
    minor_head: str | None
    lines: tuple[ChallanLine, ...]
    total: Decimal
    bank_reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnconsumedChallan:
    """A row of Unconsumed Challan Details at TRACES."""

    bsr_code: str
    serial: str
    deposited_on: date
    challan_amount: Decimal
    """The screen shows it only after the right amount was typed; shown by us only where a challan proves it."""
    unconsumed_amount: Decimal


class NoticeKind(Enum):
    """The four things on the sheet Notices & Orders."""

    COMMUNICATION = "Communication"
    PROCEEDING = "Proceeding notice"
    CLOSURE = "Closure order"
    DOWNLOAD = "Requested download"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A communication, proceeding notice, closure order or requested download."""

    portal: Portal
    kind: NoticeKind
    reference: str
    """DIN or document reference; communication reference; request number."""
    category: str | None
    description: str | None
    box: str | None
    """`Action required` or `Information`."""
    section: str | None
    form: str | None
    year: str | None
    """As `2025-26`; text, since the inbox prints other things too."""
    quarter: str | None
    issued_on: date | None
    served_on: date | None
    due_on: date | None
    status: str | None
    replied: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A row of Outstanding Demand at TRACES."""

    year: Year | None
    """None is the row Prior Years, kept only when it could not be opened."""
    manual: Decimal
    """Raised by the Assessing Officer."""
    processed: Decimal
    """Raised by CPC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultSummary:
    """One Default Summary page at TRACES; the Payable column. None is `NA`."""

    year: Year
    quarter: Quarter
    form: Form
    short_payment: Decimal | None
    short_deduction: Decimal | None
    interest_on_payment: Decimal | None
    interest_on_deduction: Decimal | None
    late_filing_fee: Decimal | None
    interest_on_demand: Decimal | None
    default_payable: Decimal | None
    reported: tuple[Decimal, ...]
    """Reported as interest/others, one per printed line."""
    net_payable: Decimal | None
    order_passed_on: date | None
    token: str | None
    without_pan: int | None
    invalid_pan: int | None
    corrections: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A lower-deduction certificate as a portal shows it; `found` False is the answer "no such certificate"."""

    act: Act
    year: Year | None
    certificate_no: str
    deductee_pan: str
    found: bool
    deductee_name: str | None = None
    section: str | None = None
    nature: str | None = None
    rate: Decimal | None = None
    """Percent; nil is 0."""
    limit: Decimal | None = None
    consumed: Decimal | None = None
    balance: Decimal | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    issued_on: date | None = None
    cancelled_on: date | None = None
    active: bool | None = None
    """2025 Act only: the portal's activeFlag."""


Record = FiledStatement | StatementStatus | Challan | UnconsumedChallan | Notice | Demand | DefaultSummary | Certificate
"""Whatever the journal stores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file that belongs to a notice."""

    reference: str
    portal_name: str
    """The portal's own name; never used as a path."""
    suffix: str
    """`.pdf`, `.zip` or `.txt`, told from the bytes."""
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """One list of one year was read to its end: rows of it that were not seen are gone."""

    act: Act | None
    """The part it belongs to; None where a list serves both Acts."""
    scope: str
    """Name of the list, unique within a module and portal, as `2025-26 Q1 26Q`."""
    portal_total: int | None
    """The total that the portal states, or None where it states none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A record and the list it stood in."""

    act: Act | None
    scope: str
    record: Record
    is_ours: bool = False
    """It says that the portal knows nothing of what was asked, as a certificate `Not found`: no row of the portal's."""


Item = Row | ListRead | Document
"""What a part's fetch yields, in reading order: rows of a list, then that it was read to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """A line of the sheet LDC Register."""

    certificate_no: str
    """May be empty: all certificates of the deductee and year."""
    deductee_pan: str
    year: Year
    section: str | None
    rate: Decimal | None
    limit: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the portal says the login belongs to."""

    tan: str
    name: str | None
