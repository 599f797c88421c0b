"""Words that invented firms, people and banks are made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of deductor: what stands around its name, its PAN's holder letter, and its type in the office's list."""

    pattern: str
    pan_letter: str
    deductor_type: str


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank branch that takes challans: four letters of the portal CIN and the BSR code with its zeros."""

    letters: str
    bsr_code: str


TRADES = (
    Trade("{} Textiles Private Limited", "C", "Company"),
    Trade("{} Builders and Developers LLP", "F", "LLP"),
    Trade("{} Multispeciality Hospital Private Limited", "C", "Company"),
    Trade("{} Traders", "P", "Individual"),
    Trade("{} Education Society", "T", "Trust"),
    Trade("{} Co-operative Bank Limited", "A", "Co-operative society"),
    Trade("{} Logistics Private Limited", "C", "Company"),
    Trade("{} and Sons", "F", "Firm"),
    Trade("{} Public School", "T", "Trust"),
    Trade("{} Infotech Private Limited", "C", "Company"),
    Trade("{} Jewellers", "P", "Individual"),
    Trade("{} Charitable Trust", "T", "Trust"),
)
FAMILIES = (
    "Aarohi", "Bansal", "Chaitanya", "Deshpande", "Eklavya", "Fernandes", "Gokhale", "Harsha", "Iyengar", "Jagdamba",
    "Kaveri", "Lakshmi", "Mahalaxmi", "Narmada", "Omkar", "Parvati", "Qureshi", "Rajhans", "Saraswati", "Trimurti",
    "Udaan", "Venkatesh", "Wadhwa", "Yamuna", "Zaveri",
)  # fmt: skip
SECOND_WORDS = ("", " Shree", " Nova", " Uday", " Heritage", " Prime", " Sagar", " Vikas", " Anand", " Metro")
CITIES = ("MUM", "DEL", "BLR", "CHE", "PNE", "HYD", "AHM", "CAL", "JPR", "NGP")
GROUPS = ("Bansal group", "Deshpande group", "Kaveri group", "Metro group", "")
OWNERS = ("Anita", "Farhan", "Meera", "Ravi", "Sunil")
PAYEES = (
    "Asha Kulkarni", "Bluepeak Consultants LLP", "Coastal Carriers", "Dinesh Menon", "Evergreen Facility Services",
    "Falcon Security Private Limited", "Girish Nair", "Himalaya Paper Mills", "Indus Advisory LLP", "Jyoti Sharma",
)  # fmt: skip
BANKS = (
    Bank("KKBK", "0180002"),
    Bank("HDFC", "0510308"),
    Bank("ICIC", "6390009"),
    Bank("SBIN", "0000123"),
    Bank("UTIB", "6360218"),
    Bank("BARB", "0200016"),
)
