"""A letter goes to a real mail server: after STARTTLS, or TLS from the start, with a login, and never unencrypted."""

import ssl
from email import message_from_bytes, policy
from urllib.parse import quote

import postbox
import pytest

from drive.certificate import Certificate, make_certificate
from manicule.config import Mail
from manicule.errors import MailFailed
from manicule.services import mail

SAID = "Grüße über 中文 – and a line that is rather longer than the 78 characters that a mail server may wish for"
USER = f"{quote(postbox.LOGIN)}:{quote(postbox.PASSWORD, safe='')}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Certificate:
    """What the server shows, made by itself, for the name localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"), ["localhost"])


@pytest.fixture
def tls(certificate) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate.chain, certificate.key)
    return made


@pytest.fixture
def elsewhere(monkeypatch) -> None:
    """The server is on another machine, as far as its sender knows."""
    monkeypatch.setattr(mail, "_is_here", lambda host: False)


@pytest.fixture
def trusted(monkeypatch, certificate) -> None:
    """This machine trusts the certificate."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))


def send(box: postbox.Postbox, scheme: str = "smtp", user: str = USER) -> None:
    settings = Mail(f"{scheme}://{user}@localhost:{box.port}", "manicule@mail.example", ("ben@mail.example",))
    mail.send(settings, mail.letter(settings, f"Papers: {SAID}", SAID, f"<p>{SAID}"))


def test_a_letter_is_handed_over_after_starttls_and_a_login(free_port, tls, elsewhere, trusted):
    with postbox.serving(free_port, tls) as box:
        send(box)
    assert (box.encrypted, box.logins) == ([True], [postbox.LOGIN.encode()])
    letter = message_from_bytes(box.letters[0], policy=policy.default)
    assert (letter["Subject"], letter["To"]) == (f"Papers: {SAID}", "ben@mail.example")
    assert letter.get_body(["plain"]).get_content().strip() == SAID


def test_a_letter_is_handed_over_where_tls_begins_at_once(free_port, tls, elsewhere, trusted):
    with postbox.serving(free_port, tls, from_the_start=True) as box:
        send(box, "smtps")
    assert (box.encrypted, box.logins) == ([True], [postbox.LOGIN.encode()])


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_letter(free_port, tls, elsewhere, scheme, at_once):
    with postbox.serving(free_port, tls, from_the_start=at_once) as box, pytest.raises(MailFailed, match="certificate"):
        send(box, scheme)
    assert (box.letters, box.logins) == ([], [])


def test_a_server_elsewhere_without_tls_gets_nothing(free_port, elsewhere):
    with postbox.serving(free_port) as box, pytest.raises(MailFailed, match="STARTTLS"):
        send(box)
    assert box.letters == []


def test_a_bridge_on_this_machine_may_have_made_its_certificate_itself(free_port, tls):
    with postbox.serving(free_port, tls) as box:
        send(box)
    assert box.encrypted == [True]


def test_a_wrong_password_is_said_without_being_repeated(free_port, tls, elsewhere, trusted):
    with postbox.serving(free_port, tls) as box, pytest.raises(MailFailed, match="answered 535") as failed:
        send(box, user="ada:wrong-secret")
    assert "wrong-secret" not in str(failed.value)
    assert box.letters == []
