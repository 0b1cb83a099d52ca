"""Pairing: a short code that a person carries from the terminal to the browser, once, within five minutes."""

import secrets
import threading
from collections import deque

from manicule.errors import PairingCodeWrong, Throttled
from manicule.models import Device, Library, PairingCode
from manicule.services import devices

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
LOOKALIKES = str.maketrans("ILO", "110", "- ")
LIFETIME = 300_000  # ms
WRONG_GUESSES = 10  # within a WINDOW, by everybody together: 40 bits stay out of reach
WINDOW = 60_000  # ms


class Guesses:
    """Counts the wrong guesses of this server process. Held by the app, because a guess names no library or device."""

    def __init__(self) -> None:
        self._wrong: deque[int] = deque()
        self._lock = threading.Lock()

    def check(self, now: int) -> None:
        """:raise Throttled: while there are too many wrong guesses."""
        with self._lock:
            while self._wrong and now - self._wrong[0] >= WINDOW:
                self._wrong.popleft()
            if len(self._wrong) >= WRONG_GUESSES:
                seconds = (WINDOW - (now - self._wrong[0])) // 1000 + 1
                raise Throttled(f"Too many wrong pairing codes. Try again in {seconds} seconds.", retry_after=seconds)

    def missed(self, now: int) -> None:
        """Remember one wrong guess."""
        with self._lock:
            self._wrong.append(now)


def offer(library: Library, now: int) -> str:
    """A new code such as `K7QM-2XHD`. Codes that have run out are forgotten."""
    PairingCode.delete().where(PairingCode.expires_at <= now).execute()
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    PairingCode.create(code_hash=devices.digest(letters), library=library, expires_at=now + LIFETIME)
    return f"{letters[:4]}-{letters[4:]}"


def redeem(code: str, name: str, guesses: Guesses, now: int) -> tuple[Device, str]:
    """Turn a code into a device of its library and that device's token.

    :raise PairingCodeWrong: if the code is unknown, used or too old.  :raise Throttled: after too many of those.
    """
    guesses.check(now)
    hashed = devices.digest(code.upper().translate(LOOKALIKES))
    known = PairingCode.get_or_none(PairingCode.code_hash == hashed)
    # Whoever deletes the row has the code: two requests at the same moment cannot both use it.
    taken = known and PairingCode.delete().where(PairingCode.code_hash == hashed).execute()
    if not taken or known.expires_at <= now:
        guesses.missed(now)
        raise PairingCodeWrong
    return devices.register(Library.get_by_id(known.library_id), name, now)
