"""HTML pages that come instead of an answer."""

_SHELL = "<!doctype html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{1}</p></body></html>\n"

SIGN_IN = _SHELL.format("e-Filing", 'Your session has expired. <a href="#/login">Login</a>')
MAINTENANCE = _SHELL.format("Scheduled maintenance", "The portal is not available from 22:00 to 06:00 hours.")
FIREWALL = _SHELL.format("Request Rejected", "Permission Denied. Your support ID is 4410098855012.")
CAPTIVE = _SHELL.format("Guest Wi-Fi", "Sign in with your room number to use the internet.")
TERMS = _SHELL.format("Terms and conditions", "Please read and accept the revised terms before you go on.")
TECHNICAL = _SHELL.format("TRACES", "System has encountered some technical problem. Please try after some time.")
NOT_FOUND = _SHELL.format("TRACES", "Requested resource could not be found")
STRAY = _SHELL.format("Notice", "Please use a supported browser.")
TRACES_LOGIN = _SHELL.format(
    "TRACES", '</p><form id="loginForm" action="/app/login.xhtml"><input name="username"/></form><p>'
)
