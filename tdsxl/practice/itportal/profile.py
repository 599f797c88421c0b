"""My Profile: who the user is."""

from tdsxl.practice.itportal.envelope import done
from tdsxl.practice.stage import Call
from tdsxl.practice.wire import Reply


def profile(call: Call) -> Reply:
    """The profile; payments are refused before it was asked for."""
    if call.client:
        call.stage.itportal.account(call.client).has_profile = True
    person = call.person
    return done(
        {
            "userId": person.tan,
            "tan": person.tan,
            "orgName": person.portal_name,
            "pan": person.pan,
            "userType": "TDS",
            "addrLine1": f"{person.index + 1}, Station Road",
            "city": "Pune",
            "pinCode": "411001",
            "email": person.email,
            "mobileNo": "98XXXXXX10",
        }
    )
