"""`apply(state, mutation, moment)`: the only place where edits meet and merge. Pure: it changes no input.

Concurrency is decided by what the author saw (`base`), never by a clock: an edit is causal if the value is not newer
than `base`, or was last written by the same device. Only a truly concurrent edit is a tie, decided by (`at`, device);
the loser goes to the history.
"""

from manicule.core.checks import Refused
from manicule.core.operations import OPERATIONS
from manicule.core.shapes import checked
from manicule.core.work import Moment, Outcome, State, UnknownRow, Work

__all__ = ["Moment", "Outcome", "State", "apply"]


def apply(state: State, mutation: dict, moment: Moment) -> Outcome:
    """Apply one mutation. A broken rule is no exception but a result `rejected`, with code and message.

    :return: `result` is `{status, …}`: applied, merged, copied, superseded, kept, aliased, unknown_row or rejected
    """
    try:
        known = checked(mutation)
    except Refused as refusal:
        return Outcome({"status": "rejected", "code": refusal.code, "message": str(refusal)})
    work = Work(state, moment, min(known["at"], moment.now))
    try:
        result = OPERATIONS[known["op"]](work, known)
    except Refused as refusal:
        return Outcome({"status": "rejected", "code": refusal.code, "message": str(refusal)})
    except UnknownRow:
        return Outcome({"status": "unknown_row"})
    return Outcome(result, work.bookmarks, work.tags, work.history)
