"""Pairing: a short code that a person carries from the terminal to the browser, once, within five minutes.

The same code pairs a device or signs a browser in to the web library, whichever it is used for.
"""

import secrets
from typing import NamedTuple

from manicule.core.limits import MAX_CODES
from manicule.errors import LimitReached, PairingCodeWrong, Throttled
from manicule.models import Device, Library, PairingCode, WrongGuess
from manicule.services import devices

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LOOKALIKES = str.maketrans("ILO", "110", "- ")
LIFETIME = 300_000  # ms
WRONG_GUESSES = 10  # of one address within a WINDOW
WRONG_GUESSES_OF_ALL = 100  # by everybody together: with 40 bits a code, years for one hit
WINDOW = 60_000  # ms


def check_guesses(whose: str, now: int) -> None:
    """Count the wrong guesses of the last minute. They are in the database: every process of a server knows of all.

    :raise Throttled: while there are too many of this address, or of all
    """
    recent = WrongGuess.select(WrongGuess.at, WrongGuess.by_whom).where(WrongGuess.at > now - WINDOW)
    wrong = list(recent.order_by(WrongGuess.at).tuples())
    own = [at for at, by in wrong if by == whose]
    if len(own) < WRONG_GUESSES and len(wrong) < WRONG_GUESSES_OF_ALL:
        return
    first = own[0] if len(own) >= WRONG_GUESSES else wrong[0][0]
    seconds = (WINDOW - (now - first)) // 1000 + 1
    raise Throttled(f"Too many wrong pairing codes. Try again in {seconds} seconds.", retry_after=seconds)


def missed(whose: str, now: int) -> None:
    """Remember one wrong guess, and forget those that count no more."""
    WrongGuess.delete().where(WrongGuess.at <= now - WINDOW).execute()
    WrongGuess.create(at=now, by_whom=whose)


class Taken(NamedTuple):
    """What a code was of: its library, and the device that asked for it (None: the terminal)."""

    library: Library
    offered_by: str | None


def offer(library: Library, now: int, offered_by: str | None = None) -> str:
    """A new code such as `K7QM-2XHD`. Codes that have run out are forgotten.

    :param offered_by: the device that asks; when it is revoked, its codes are worth nothing
    :raise LimitReached: if the library has as many that still work as it may
    """
    PairingCode.delete().where(PairingCode.expires_at <= now).execute()
    if PairingCode.select().where(PairingCode.library == library).count() >= MAX_CODES:
        raise LimitReached(f"{MAX_CODES} codes are still valid. Use one of them, or wait five minutes.")
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    new = {"code_hash": devices.digest(letters), "expires_at": now + LIFETIME, "offered_by": offered_by}
    PairingCode.create(library=library, **new)
    return f"{letters[:4]}-{letters[4:]}"


def take(code: str, whose: str, now: int) -> Taken:
    """Use a code up.

    :param whose: the address that it comes from, or its network
    :raise PairingCodeWrong: if the code is unknown, used, too old, or of a device that was revoked since.
    :raise Throttled: after too many of those
    """
    check_guesses(whose, now)
    hashed = devices.digest(code.upper().translate(LOOKALIKES))
    known = PairingCode.get_or_none(PairingCode.code_hash == hashed)
    # Whoever deletes the row has the code: two requests at the same moment cannot both use it.
    taken = known and PairingCode.delete().where(PairingCode.code_hash == hashed).execute()
    if not taken or known.expires_at <= now or devices.revoked(known.library_id, known.offered_by):
        missed(whose, now)
        raise PairingCodeWrong
    return Taken(Library.get_by_id(known.library_id), known.offered_by)


def redeem(code: str, name: str, whose: str, now: int) -> tuple[Device, str]:
    """Turn a code into a device of its library, of a name that no other working device has, and that device's token.

    :raise PairingCodeWrong: or :raise Throttled: as `take`
    """
    library = take(code, whose, now).library
    return devices.register(library, devices.told_apart(library, name), now)
