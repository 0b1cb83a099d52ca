"""A real mail server that keeps the letters it takes."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOGIN, PASSWORD = "ada@mail.example", "a word: & another"


class Postbox:
    """What the server does with mail; `refuses` is what it answers to a recipient instead of taking it."""

    def __init__(self) -> None:
        self.letters: list[bytes] = []
        self.encrypted: list[bool] = []
        self.logins: list[bytes | None] = []
        self.refuses = ""
        self.port = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.letters.append(envelope.content)
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.logins.append(session.auth_data.login if session.auth_data else None)
        return "250 taken"


@contextmanager
def serving(port: int, tls: ssl.SSLContext | None = None, from_the_start: bool = False) -> Iterator[Postbox]:
    """A postbox at that port. With TLS it takes letters only after it, and knows LOGIN by PASSWORD."""
    box = Postbox()
    box.port = port
    asked: dict = {"authenticator": _knows} if tls else {}
    if from_the_start:
        asked |= {"ssl_context": tls, "auth_require_tls": False}  # it looks for STARTTLS alone
    elif tls:
        asked |= {"tls_context": tls, "require_starttls": True, "auth_required": True}
    controller = Controller(box, hostname="127.0.0.1", port=port, **asked)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def _knows(server: SMTP, session: Session, envelope: Envelope, mechanism: str, said: LoginPassword) -> AuthResult:
    right = (said.login, said.password) == (LOGIN.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=False, auth_data=said)
