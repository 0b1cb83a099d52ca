"""Devices and their tokens. A token is `mn_<library number>_<secret>`; only its SHA-256 is kept."""

import base64
import hashlib
import hmac
import re
import secrets
from itertools import chain, count

from manicule.core.limits import MAX_DEVICES
from manicule.core.views import rfc3339
from manicule.errors import DeviceMissing, LimitReached, TokenRevoked, TokenWrong
from manicule.models import Device, Library, PairingCode, Session
from manicule.services.statements import Statement

TOKEN = re.compile(r"mn_([0-9]{1,7})_[A-Za-z0-9_-]{43}")
COLUMNS = ("id", "name", "token_hash", "last_seq", "created_at", "seen_at", "revoked_at")
OF_TOKEN = Statement(
    lambda n: (
        Device.select(Library.name, Library.created_at, *[getattr(Device, name) for name in COLUMNS])
        .join(Library)
        .where(Device.library == n("library"), Device.token_hash == n("hashed"))
    )
)
NUMBERED = re.compile(r" \(\d+\)$")
SEEN_EVERY = 3_600_000  # ms: being seen is written down at most once an hour


def digest(secret: str) -> str:
    """SHA-256, in hex. A secret of 256 random bits needs no slower one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def clean_name(name: str) -> str:
    """A name fit for a list: one line, at most 100 characters, nothing that cannot be seen."""
    seen = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(seen.split())[:100] or "unnamed"


def told_apart(library: Library, name: str) -> str:
    """The name as a list shows it, with a number where a working device has it: browsers of one kind call themselves
    alike, and a history that names two devices by one word tells nobody where to look.
    """
    taken = {device.name for device in paired(library) if device.revoked_at is None}
    name = clean_name(name)
    plain = NUMBERED.sub("", name)[:90]
    others = (f"{plain} ({number})" for number in count(2))
    return next(one for one in chain([name], others) if one not in taken)


def register(library: Library, name: str, now: int) -> tuple[Device, str]:
    """A new device and its token, which is told this once.

    :raise LimitReached: if the library has as many as it may
    """
    working = Device.select().where(
        Device.library == library, Device.token_hash.is_null(False), Device.revoked_at.is_null()
    )
    if working.count() >= MAX_DEVICES:
        raise LimitReached(f"This library has {MAX_DEVICES} devices. Revoke one that is no longer used.")
    token = f"mn_{library.id}_{secrets.token_urlsafe(32)}"
    new = {"id": f"dev_{secrets.token_urlsafe(16)}", "name": clean_name(name), "token_hash": digest(token)}
    device = Device.create(library=library, created_at=now, **new)
    return device, token


def own(library: Library, name: str, now: int) -> str:
    """The id of a device without a token that is this program itself, such as "terminal"; the same every time."""
    bits = hashlib.sha256(f"manicule {name}".encode()).digest()[:16]
    device = "dev_" + base64.urlsafe_b64encode(bits).decode().rstrip("=")
    if Device.get_or_none(Device.library == library, Device.id == device) is None:
        Device.insert(library=library, id=device, name=name, created_at=now).on_conflict_ignore().execute()
    return device


def authenticate(token: str) -> Device:
    """The device whose token this is, its library loaded with it.

    :raise TokenWrong: if no device has it.  :raise TokenRevoked: if it was revoked.
    """
    form = TOKEN.fullmatch(token)
    if form is None:
        raise TokenWrong
    hashed = digest(token)
    device = _of_token(int(form[1]), hashed)
    if device is None or not hmac.compare_digest(device.token_hash, hashed):
        raise TokenWrong
    if device.revoked_at is not None:
        raise TokenRevoked
    return device


def _of_token(library: int, hashed: str) -> Device | None:
    for name, created_at, *device in OF_TOKEN(library=library, hashed=hashed):
        mine = Library(id=library, name=name, created_at=created_at)
        return Device(library=mine, **dict(zip(COLUMNS, device, strict=True)))
    return None


def saw(device: Device, now: int) -> None:
    """Write down that the device was here, unless that was done within the hour."""
    if device.seen_at is None or now - device.seen_at >= SEEN_EVERY:
        Device.update(seen_at=now).where(Device.library == device.library, Device.id == device.id).execute()


def paired(library: Library) -> list[Device]:
    """The devices that have or had a token, newest first."""
    return list(
        Device.select()
        .where(Device.library == library, Device.token_hash.is_null(False))
        .order_by(Device.created_at.desc(), Device.id)
    )


def working(library: Library) -> int:
    """How many devices of the library hold a token that works."""
    return sum(device.revoked_at is None for device in paired(library))


def revoke(library: Library, name_or_id: str, now: int) -> list[str]:
    """Make the tokens of every device of that id or name useless, and with them the sessions and codes that came from
    it. Returns the ids of the devices; twice is harmless.

    The hash stays, so that the device can be told why it is refused. Other devices stay, whoever registered them: a
    copied profile registers again, and then its old self is revoked.

    :raise DeviceMissing: if none has that id or name.
    """
    found = [device.id for device in paired(library) if name_or_id in (device.id, device.name)]
    if not found:
        raise DeviceMissing(f"No device of the library is called {name_or_id!r}.")
    (
        Device.update(revoked_at=now)
        .where(Device.library == library, Device.id.in_(found), Device.revoked_at.is_null())
        .execute()
    )
    # Only then, and not in one transaction: who signs in meanwhile looks, after it did, whether this was written.
    PairingCode.delete().where(PairingCode.library == library, PairingCode.offered_by.in_(found)).execute()
    Session.delete().where(Session.library == library, Session.opened_by.in_(found)).execute()
    return found


def revoked(library: Library, device: str | None) -> bool:
    """Whether that device was revoked; None, the terminal, never is."""
    gone = (Device.library == library) & (Device.id == device) & Device.revoked_at.is_null(False)
    return device is not None and Device.select().where(gone).exists()


def names(library: Library) -> dict[str, str]:
    """The name of every device by its id."""
    rows = Device.select(Device.id, Device.name).where(Device.library == library).tuples()
    return dict(rows)


def listing(library: Library, current: str | None = None) -> list[dict]:
    """The paired devices as people see them; `current` is the one that asks."""
    return [
        {
            "id": device.id,
            "name": device.name,
            "created_at": rfc3339(device.created_at),
            "seen_at": rfc3339(device.seen_at),
            "revoked_at": rfc3339(device.revoked_at),
            "current": device.id == current,
        }
        for device in paired(library)
    ]
