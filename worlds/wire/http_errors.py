"""What the HTTP API says where nobody got as far as a reason: a ``{code, message}`` for every status of an error.

The web process takes them for what it refuses before Django hears of it, the API for what Django answers by itself.
Pure.
"""

from __future__ import annotations

API_PREFIX = "/api/"
"""What every path of the API begins with."""

_ERRORS = {
    400: ("api.bad_request", "This request could not be read."),
    403: ("api.refused", "That is not for you to do."),
    404: ("api.not_found", "There is no such address; see /api/docs."),
    405: ("api.method", "Not with this method; the header Allow says which there are."),
    413: ("api.too_large", "That is more than this address takes."),
    414: ("api.too_long", "This address is too long."),
    431: ("api.too_long", "The head of this request is too long."),
    500: ("server.trouble", "Something went wrong here. Nothing was lost; try again."),
    503: ("server.busy", "A lot is being done here just now. Try again in half a minute."),
}


def http_error(status: int) -> dict[str, str]:
    """``{code, message}`` for a status from 400 on."""
    code, message = _ERRORS.get(status) or _ERRORS[500 if status >= 500 else 400]
    return {"code": code, "message": message}
