"""The shortest history that still fails: steps are left out as long as the failure stays of the same kind."""

import re
from collections.abc import Callable

VARYING = re.compile(r"\b(bm|tag|lnk|nc|dev)_[\w-]+|w?\d[\w.]*|: \{.*|'.*'")


def kind_of(failure: str) -> str:
    """A failure without the names and numbers in it."""
    return VARYING.sub("#", failure)[:60]


def shortest(plan: dict, failures_of: Callable[[dict], list[str]], tries: int = 400) -> dict:
    """The plan with every step left out that it does not need to fail as it does.

    :param failures_of: plays a plan
    """
    wanted = {kind_of(one) for one in failures_of(plan)}
    size = len(plan["steps"]) // 2
    while size and tries:
        start = 0
        while start < len(plan["steps"]) and tries:
            steps = plan["steps"]
            less = simpler(plan, steps[:start] + steps[start + size :])
            tries -= 1
            if wanted & {kind_of(one) for one in failures_of(less)}:
                plan = less
            else:
                start += size
        size //= 2
    return without_faults(plan, wanted, failures_of)


def without_faults(plan: dict, wanted: set[str], failures_of: Callable[[dict], list[str]]) -> dict:
    """The plan without the faults of the network that it does not need."""
    for place, step in enumerate(plan["steps"]):
        for name in ("faults", "abort"):
            if not step.get(name):
                continue
            bare = {key: value for key, value in step.items() if key != name}
            less = simpler(plan, [*plan["steps"][:place], bare, *plan["steps"][place + 1 :]])
            if wanted & {kind_of(one) for one in failures_of(less)}:
                plan, step = less, bare
    return plan


def simpler(plan: dict, steps: list[dict]) -> dict:
    """The plan with these steps."""
    return {**plan, "steps": steps}
