"""Browsers that are signed in to the web library. A cookie `<library number>.<secret>`; only its SHA-256 is kept."""

import hmac
import re
import secrets
from typing import NamedTuple

from peewee import ModelSelect, Value

from manicule.core.limits import MAX_SESSIONS
from manicule.core.views import rfc3339
from manicule.errors import PairingCodeWrong, SignedOut
from manicule.models import Device, Library, Session, Undo
from manicule.services import devices, pairing

COOKIE = re.compile(r"([0-9]{1,7})\.([A-Za-z0-9_-]{43})")
LIFETIME = 30 * 86_400_000  # ms without being seen


class SignedIn(NamedTuple):
    """Who asks. `said` is what may be undone, if the undo that was asked about can still be done."""

    library: Library
    device: str
    id: str
    said: str | None


def sign_in(code: str, browser: str, whose: str, now: int) -> str:
    """Turn a one-time code into a new session. Returns its cookie, told this once.

    :param browser: what its edits are signed with, such as `Firefox on Linux`
    :param whose: the address that it comes from, or its network
    :raise PairingCodeWrong: if the code is unknown, used or too old.  :raise Throttled: after too many of those
    """
    library, opened_by = pairing.take(code, whose, now)
    Session.delete().where(Session.library == library, Session.seen_at < now - LIFETIME).execute()
    secret = secrets.token_urlsafe(32)
    device = devices.own(library, f"{browser}, web library", now)
    new = {"secret_hash": devices.digest(secret), "device": device, "created_at": now, "seen_at": now}
    Session.insert(library=library, opened_by=opened_by, **new).execute()
    if devices.revoked(library, opened_by):  # at this very moment: it did not see this session
        sign_out(library, new["secret_hash"])
        raise PairingCodeWrong
    _let_go(library)
    return f"{library.id}.{secret}"


def _let_go(library: Library) -> None:
    """Sign those out that were not seen for longest, where there are more than may be."""
    mine = Session.select(Session.secret_hash).where(Session.library == library)
    beyond = mine.order_by(Session.seen_at.desc(), Session.secret_hash).offset(MAX_SESSIONS).limit(1 << 30)
    gone = [hashed for (hashed,) in beyond.tuples()]
    if gone:
        Session.delete().where(Session.library == library, Session.secret_hash.in_(gone)).execute()


def find(cookie: str, undo: str, now: int) -> SignedIn:
    """The session that a cookie is of, and what the undo of that id was, in one query.

    :raise SignedOut: if it is of none, or of one that was not seen for 30 days
    """
    library, hashed = parts(cookie)
    row = rows(library, hashed, undo, now).tuples().first()
    if row is None:
        raise SignedOut()
    return signed_in(library, hashed, row[1:], now)


def parts(cookie: str) -> tuple[int, str]:
    """The library's number and the hash of the secret.

    :raise SignedOut: if the cookie is none of ours
    """
    form = COOKIE.fullmatch(cookie)
    if form is None:
        raise SignedOut()
    return int(form[1]), devices.digest(form[2])


def rows(library: int, hashed: str, undo: str, now: int) -> ModelSelect:
    """`"session", device, name of the library, seen at, what can be undone`, or no row."""
    offered = (Undo.library == Session.library) & (Undo.id == undo)
    columns = (Value("session"), Session.device, Library.name, Session.seen_at, Undo.said)
    query = Session.select(*columns).join(Library).switch(Session).left_outer_join(Undo, on=offered)
    mine = (Session.library == library) & (Session.secret_hash == hashed)
    return query.where(mine, Session.seen_at >= now - LIFETIME)


def signed_in(library: int, hashed: str, row: tuple[str, str, int, str | None], now: int) -> SignedIn:
    """What a row of `rows` says, but for its first column; that the session was seen is written down once an hour."""
    device, name, seen_at, said = row
    if now - seen_at >= devices.SEEN_EVERY:
        Session.update(seen_at=now).where(Session.library == library, Session.secret_hash == hashed).execute()
    return SignedIn(Library(id=library, name=name), device, hashed, said)


def sign_out(library: Library, session: str) -> None:
    """End a session: its cookie is worth nothing from now on. Twice is harmless."""
    Session.delete().where(Session.library == library, Session.secret_hash == session).execute()


def opener(library: Library, session: str) -> str | None:
    """The device that a session came from, None where that is the terminal."""
    return Session.get(Session.library == library, Session.secret_hash == session).opened_by


def forget(cookie: str) -> None:
    """End the session that a cookie is of, if it is of one."""
    form = COOKIE.fullmatch(cookie)
    if form:
        hashed = devices.digest(form[2])
        Session.delete().where(Session.library == int(form[1]), Session.secret_hash == hashed).execute()


def end_all() -> None:
    """Sign everybody out, as after a restore: what was signed out since the backup must not come back."""
    Session.delete().execute()


def listing(library: Library, current: str) -> list[dict]:
    """The sessions as people see them, newest first; `current` is the one that asks, `by` the device it came from."""
    called = devices.names(library)
    rows = (
        Session.select(Session, Device.name)
        .join(Device, on=(Device.library == Session.library) & (Device.id == Session.device), attr="of")
        .where(Session.library == library)
        .order_by(Session.created_at.desc(), Session.secret_hash)
    )
    return [
        {
            "id": row.secret_hash,
            "name": row.of.name,
            "created_at": rfc3339(row.created_at),
            "seen_at": rfc3339(row.seen_at),
            "current": row.secret_hash == current,
            "by": called.get(row.opened_by),
        }
        for row in rows
    ]


def csrf(cookie: str) -> str:
    """What every form of the session carries: it follows from the secret, which no other page can read."""
    return hmac.new(cookie.encode(), b"csrf", "sha256").hexdigest()
