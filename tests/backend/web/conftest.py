"""A browser that is signed in to the web library, without the browser: it keeps cookies and sends a page's forms."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from manicule.models import database
from manicule.services import libraries, pairing


class Browser:
    """Follows links and sends forms. `page` is what it shows now."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.answer: TestResponse | None = None

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.answer.text, "html.parser")

    @property
    def text(self) -> str:
        return " ".join(self.page.get_text(" ").split())

    def open(self, path: str, status: int = 200) -> "Browser":
        self.answer = self.client.get(path, follow_redirects=True)
        assert self.answer.status_code == status, self.answer.text
        return self

    def form(self, action: str) -> Tag:
        """The form, or the button of one, whose action ends so."""
        for form in self.page.find_all("form"):
            places = [form.get("action", ""), *(button.get("formaction", "") for button in form.find_all("button"))]
            if any(place.endswith(action) for place in places):
                return form
        raise AssertionError(f"no form goes to {action}: {[form.get('action') for form in self.page.find_all('form')]}")

    def send(self, action: str, answers: int = 200, **filled: object) -> "Browser":
        """Fills in the form that goes to `action` and sends it, its hidden fields too."""
        form = self.form(action)
        hidden = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
        hidden |= {field["name"]: field.text.removeprefix("\n") for field in form.select("textarea")}
        goes = [form.get("action", ""), *(button.get("formaction", "") for button in form.find_all("button"))]
        place = next(place for place in goes if place.endswith(action))
        self.answer = self.client.post(place, data={**hidden, **filled}, follow_redirects=True)
        assert self.answer.status_code == answers, self.answer.text
        return self

    def undo(self) -> "Browser":
        """Presses Undo."""
        return self.send(self.page.select_one(".notice form")["action"])


@pytest.fixture
def sign_in(app: Flask, clock) -> Callable[..., Browser]:
    """`sign_in("ann")` is a browser that is signed in to the library of that name."""

    def make(library: str = "default", agent: str = "Mozilla/5.0 (X11; Linux) Firefox/140.0") -> Browser:
        code = pairing.offer(libraries.find_or_make(library, clock()), clock())
        database.close()
        client = app.test_client()
        client.environ_base["HTTP_USER_AGENT"] = agent
        browser = Browser(client).open(f"/sign-in/{code}")
        return browser.send("/sign-in")

    return make


@pytest.fixture
def browser(sign_in) -> Browser:
    return sign_in()
