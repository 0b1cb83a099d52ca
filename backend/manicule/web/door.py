"""The door: a one-time code, from the terminal or the extension, becomes a session."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from manicule.api import throttle
from manicule.api.auth import now
from manicule.errors import PairingCodeWrong, Throttled
from manicule.services import sessions
from manicule.web import words
from manicule.web.session import cookie, own_path, set_cookie


def ask() -> ResponseReturnValue:
    """The form for a code."""
    return render_template("sign_in.html", code="", then=own_path(request.args.get("then", "")), trouble=None)


def link(code: str) -> ResponseReturnValue:
    """The same with the code filled in, as the terminal and the extension link to it; being opened uses nothing up."""
    return render_template("sign_in.html", code=code, then="", trouble=None)


def sign_in() -> ResponseReturnValue:
    """Use the code, begin a new session, and go where the person wanted to go."""
    then = own_path(request.form.get("then", ""))
    browser = words.browser(request.user_agent.string)
    try:
        fresh = sessions.sign_in(request.form.get("code", "")[:100], browser, throttle.asker(), now())
    except (PairingCodeWrong, Throttled) as trouble:
        return render_template("sign_in.html", code="", then=then, trouble=trouble), trouble.status
    sessions.forget(cookie())
    answer = redirect(then or url_for("web.listing"), 303)
    set_cookie(answer, fresh)
    return answer


ROUTES = [
    ("GET", "/sign-in", ask),
    ("GET", "/sign-in/<code>", link),
    ("POST", "/sign-in", sign_in),
]
