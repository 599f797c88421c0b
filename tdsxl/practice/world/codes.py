"""Forms of both Acts, the challan and payment codes that go with them, and their natures of payment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Nature:
    """What a payment was for: challan code (1961 Act) or payment code (2025 Act), section, and nature in words."""

    code: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """A quarterly statement: its name under each Act, and what is paid with it."""

    old: str
    new: str
    old_natures: tuple[Nature, ...]
    new_natures: tuple[Nature, ...]


SALARY = Form(
    "24Q",
    "138",
    (Nature("92B", "192", "Salary to employees other than government"),),
    (Nature("1002", "392", "Salary, non-government"), Nature("1004", "392(7)", "Provident fund accumulated balance")),
)
RESIDENTS = Form(
    "26Q",
    "140",
    (
        Nature("94C", "194C", "Payments to contractors and sub-contractors"),
        Nature("94J", "194J", "Fees for professional or technical services"),
        Nature("94I", "194I", "Rent"),
        Nature("94A", "194A", "Interest other than interest on securities"),
        Nature("94H", "194H", "Commission or brokerage"),
        Nature("94Q", "194Q", "Payment of certain sums for purchase of goods"),
    ),
    (
        Nature("1023", "393(1)", "Payments to contractors, individual or HUF"),
        Nature("1024", "393(1)", "Payments to contractors, others"),
        Nature("1027", "393(1)", "Fees for professional services"),
        Nature("1009", "393(1)", "Rent, other than machinery"),
        Nature("1022", "393(1)", "Other interest"),
        Nature("1006", "393(1)", "Commission or brokerage"),
        Nature("1031", "393(1)", "Purchase of goods"),
    ),
)
NON_RESIDENTS = Form(
    "27Q",
    "144",
    (Nature("195", "195", "Other sums payable to a non-resident"),),
    (
        Nature("1057", "393(2)", "Any other sum to a non-resident"),
        Nature("1039", "393(2)", "Non-resident sportsman or entertainer"),
    ),
)
COLLECTION = Form(
    "27EQ",
    "143",
    (Nature("6CE", "206C", "Scrap"), Nature("6CL", "206C", "Sale of motor vehicle")),
    (Nature("1073", "394(1)", "Scrap"), Nature("1075", "394(1)", "Motor vehicle above ten lakh rupees")),
)
FORMS = (SALARY, RESIDENTS, NON_RESIDENTS, COLLECTION)
BY_OLD = {form.old: form for form in FORMS}
