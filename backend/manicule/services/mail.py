"""Sending one letter through the reader's own mail server, by the standard library."""

import smtplib
import ssl
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from manicule.config import Mail
from manicule.errors import MailFailed, MailUnset

SECONDS = 30
PORTS = {"smtp": 587, "smtps": 465}


def letter(settings: Mail, subject: str, text: str, html: str) -> EmailMessage:
    """A letter in two forms, from and to the addresses of the settings.

    :raise MailUnset: if one of them is not set, or is no address
    """
    if not (settings.smtp and settings.sender and settings.to):
        raise MailUnset
    made = EmailMessage()
    try:
        sender = Address(addr_spec=settings.sender)
        made["From"], made["To"] = sender, [Address(addr_spec=one) for one in settings.to]
    except (MessageError, ValueError, IndexError) as error:
        raise MailUnset(
            "MANICULE_MAIL_FROM or MANICULE_MAIL_TO is not a mail address such as ada@mail.example."
        ) from error
    made["Subject"], made["Message-ID"] = " ".join(subject.split()), make_msgid(domain=sender.domain)
    made.set_content(text)
    made.add_alternative(html, subtype="html")
    return made


def send(settings: Mail, made: EmailMessage) -> None:
    """Hand the letter to the mail server: encrypted, unless it runs on this machine.

    :raise MailUnset: if the address of the server is none.  :raise MailFailed: if it does not take the letter
    """
    server = _server(settings.smtp)
    try:
        with _connected(server) as connection:
            if server.username:
                connection.login(unquote(server.username), unquote(server.password or ""))
            refused = connection.send_message(made)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        raise MailFailed(f"The mail server {server.hostname} did not accept the mail: {_said(error)}.") from error
    if refused:
        raise MailFailed(f"The mail server refused {', '.join(refused)}.")


def _server(url: str) -> SplitResult:
    try:
        server = urlsplit(url)
        known = server.scheme in PORTS and server.hostname and (server.port is None or server.port)
    except ValueError:
        known = False
    if not known:
        raise MailUnset("MANICULE_SMTP_URL is not an address such as smtps://user:password@mail.example:465.")
    return server


def _connected(server: SplitResult) -> smtplib.SMTP:
    """A connection that nobody on the way can read: TLS from the start, or after the greeting."""
    host, port, tls = server.hostname, server.port or PORTS[server.scheme], _tls(server.hostname)
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=tls)
    connection = smtplib.SMTP(host, port, timeout=SECONDS)
    try:
        connection.ehlo_or_helo_if_needed()
        if not _is_here(host) or connection.has_extn("starttls"):
            connection.starttls(context=tls)
    except (smtplib.SMTPException, OSError):
        connection.close()
        raise
    return connection


def _tls(host: str) -> ssl.SSLContext:
    """TLS with a server that proves who it is; on this machine any will do: bridges there make their own."""
    tls = ssl.create_default_context()
    if _is_here(host):
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    return tls


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _said(error: Exception) -> str:
    """What went wrong, on one line; a server's answer may repeat nothing of the password."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"it answered {error.smtp_code}"
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return f"it refused {', '.join(error.recipients)}"
    return " ".join(str(error).split())[:200] or type(error).__name__
