"""The paired devices and the browsers that are signed in."""

from flask import g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from manicule.api.auth import now
from manicule.services import devices as paired
from manicule.services import pairing, sessions
from manicule.web.session import drop_cookie, sent


def show_devices() -> ResponseReturnValue:
    """Who may read and write this library."""
    return page(None)


def offer_code() -> ResponseReturnValue:
    """A fresh pairing code, shown this once; it comes from whom the session came from."""
    return page(pairing.offer(g.library, now(), sessions.opener(g.library, g.session)))


def page(code: str | None) -> ResponseReturnValue:
    """The page, with a pairing code if there is one."""
    found, signed_in = paired.listing(g.library), sessions.listing(g.library, g.session)
    return render_template("devices.html", devices=found, sessions=signed_in, code=code)


def revoke_device() -> ResponseReturnValue:
    """Make a device's token useless."""
    paired.revoke(g.library, sent("device"), now())
    return redirect(url_for("web.show_devices"), 303)


def sign_out() -> ResponseReturnValue:
    """End a session, by default the one that asks."""
    session = sent("session") or g.session
    sessions.sign_out(g.library, session)
    if session != g.session:
        return redirect(url_for("web.show_devices"), 303)
    answer = redirect(url_for("door.ask"), 303)
    drop_cookie(answer)
    return answer


ROUTES = [
    ("GET", "/devices", show_devices),
    ("POST", "/devices/code", offer_code),
    ("POST", "/devices/revoke", revoke_device),
    ("POST", "/sign-out", sign_out),
]
