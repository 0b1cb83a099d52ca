"""Long work in a thread of its own, so that its progress can be shown while it runs.

It goes on when nobody listens any more, and a slow reader never holds up its transaction.
"""

import logging
import queue
import threading
from collections.abc import Callable, Iterator

from manicule.errors import ManiculeError
from manicule.models import database

STEPS = 50  # told at most
log = logging.getLogger(__name__)

Tell = Callable[[int], None]


class Work:
    """`do(tell)` is the work, and tells now and then how much of `whole` is done.

    :ivar result: what it gave, once all steps were told
    :ivar trouble: what went wrong instead
    """

    def __init__(self, do: Callable[[Tell], object], whole: int) -> None:
        self._do, self.whole = do, max(whole, 1)
        self.result: object = None
        self.trouble: ManiculeError | None = None

    def steps(self) -> Iterator[int]:
        """How much is done, ever more, as it happens; does the work."""
        told: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        thread = threading.Thread(target=self._run, args=(told,))
        thread.start()
        try:
            last = -self.whole
            for done in iter(told.get, None):
                if (done - last) * STEPS >= self.whole:
                    last = done
                    yield min(done, self.whole)
        finally:
            thread.join()

    def _run(self, told: "queue.SimpleQueue[int | None]") -> None:
        try:
            with database.connection_context():
                self.result = self._do(told.put)
        except ManiculeError as error:
            self.trouble = error
        except Exception:
            log.exception("Work beside a request failed.")
            self.trouble = ManiculeError()
        finally:
            told.put(None)
