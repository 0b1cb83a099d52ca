"""A seed becomes the plan of a history: which devices, and step by step who does what, and what goes wrong.

A plan is data (JSON): every choice in it is a number, taken modulo what there is when the step is played. So a plan
with steps left out can still be played, and the shortest that fails can be found.
"""

from random import Random

DAY = 86_400_000  # ms
FAR = 20 * 365 * DAY  # a clock that was never set, or set by hand
NOW = 1_790_000_000_000
PAPERS = [[f"arxiv:2501.0000{n}", f"doi:10.1000/p{n}"] for n in range(1, 6)]
SHORT = 300  # ms, between steps at least

EDITS = {
    "save": 12, "note": 22, "set": 10, "tag": 9, "untag": 5, "open": 4, "close": 5, "link": 3, "unlink": 2,
    "delete": 5, "revive": 2, "undo": 5, "resolve": 4, "join": 3, "part": 3, "dismiss": 3, "bring_back": 2, "learn": 2,
    "relate": 2, "save_many": 2, "take_back": 2, "resend": 2,
}  # fmt: skip
AT_SERVER = {"api_save": 3, "api_note": 4, "api_open": 2, "api_set": 2, "api_tags": 2, "api_delete": 1, "tag_change": 3}
MISHAPS = {"duplicate": 5, "clock": 3, "restart": 3}
DISASTERS = {"backup": 6, "restore": 4, "keep_profile": 4, "restore_profile": 2, "copy_profile": 2, "revoke": 2}
NET = {
    "lost request": 3, "lost answer": 6, "server crash": 5, "413": 1, "429": 1, "503": 2, "html 200": 1, "malformed": 3,
    "reordered": 3, "worker death": 3, "abort": 5, "meanwhile": 6,
}  # fmt: skip
KINDS = ("calm", "faults", "disasters")


def plan(seed: int, kind: str | None = None, steered: bool = False) -> dict:
    """The plan of one history: `{seed, kind, now, papers, skews, steps}`.

    :param kind: one of KINDS; else chosen by the seed: one calm history to nine with faults and ten with disasters
    :param steered: more pages of one row and more restores between them, for faults that are rare otherwise
    """
    rng = Random(seed)
    chosen = rng.choices(KINDS, (1, 9, 10))[0]
    kind = kind or chosen
    devices = rng.randint(2, 4)
    skews = [rng.choice((0, 0, 0, rng.randint(-DAY, DAY), rng.randint(-FAR, FAR))) for _ in range(devices)]
    papers = PAPERS[: rng.randint(1, len(PAPERS))]
    made = [Steps(rng, kind, steered).step(n) for n in range(rng.randint(25, 60))]
    return {"seed": seed, "kind": kind, "now": NOW, "papers": papers, "skews": skews, "steps": made}


class Steps:
    """Draws the steps of one plan."""

    def __init__(self, rng: Random, kind: str, steered: bool) -> None:
        self.rng, self.kind, self.steered = rng, kind, steered

    def step(self, n: int) -> dict:
        """Step number `n`."""
        draws = [(self.edit, 55), (self.sync, 30), (self.at_server, 10)]
        draws += [(self.mishap, 6)] if self.kind != "calm" else []
        draws += [(self.disaster, 9)] if self.kind == "disasters" else []
        draw = self.rng.choices([one for one, _ in draws], [weight for _, weight in draws])[0]
        return {"n": n, **draw(n), "dt": self.rng.choice((SHORT, 2_000, 60_000, 3_600_000))}

    def one_of(self, weights: dict[str, int]) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def number(self) -> int:
        return self.rng.randrange(1_000)

    def edit(self, n: int) -> dict:
        """Something a person types on a device."""
        rng = self.rng
        step = {
            "do": self.one_of(EDITS), "d": self.number(), "paper": self.number(), "form": self.number(),
            "which": self.number(), "name": self.number(), "where": self.number(), "count": rng.randint(1, 2),
            "how": rng.choice(("append", "append", "append", "insert", "insert", "replace", "delete", "anew")),
            **self.value(n),
        }  # fmt: skip
        if self.kind != "calm" and rng.random() < 0.05:
            step["abort"] = rng.randint(1, 2)
        return step

    def value(self, n: int) -> dict:
        """A field and what it is set to; titles and venues are never the same twice."""
        field = self.rng.choice(("title", "venue", "title", "status", "rating"))
        some = {"status": self.rng.choice(("reading", "read")), "rating": self.rng.randint(1, 5)}
        return {"field": field, "value": some.get(field, f"typed {n}")}

    def at_server(self, n: int) -> dict:
        """Something done through the API."""
        rng = self.rng
        return {
            "do": self.one_of(AT_SERVER), "paper": self.number(), "form": self.number(), "which": self.number(),
            "stale": rng.random() < 0.5, "cut": rng.random() < 0.3, **self.value(n),
            "how": rng.choice(("rename", "rename", "merge", "delete")),
            "name": rng.choice((f"named {n}", "RL", "diffusion", "To Cite")),
        }  # fmt: skip

    def sync(self, n: int) -> dict:
        """A device syncs, and its network may fail it."""
        rng = self.rng
        small = 0.8 if self.steered else 0.4
        step = {"do": "sync", "d": self.number(), "limit": rng.choice((1, 1, 2, 3)) if rng.random() < small else 500}
        if self.kind == "calm":
            return step
        often = 0.7 if self.steered else 0.45
        return step | {
            "faults": [self.fault(n, rng.randrange(4)) for _ in range(rng.randint(1, 2))]
            if rng.random() < often
            else []
        }

    def fault(self, n: int, at: int) -> dict:
        """What happens to the request number `at` of a sync."""
        rng = self.rng
        kind = "meanwhile" if self.steered and rng.random() < 0.5 else self.one_of(NET)
        fault = {"at": at, "kind": kind}
        if kind == "server crash":
            return fault | {"after": rng.randrange(4), "when": rng.choice(("before", "within", "after"))}
        if kind == "abort":
            return fault | {"writes": rng.randint(1, 6)}
        if kind == "malformed":
            return fault | {"which": self.number()}
        if kind in ("reordered", "worker death"):
            return fault | {"told": rng.random() < 0.5, "reached": rng.random() < 0.5}
        return fault | ({"step": self.meanwhile(n), "first": rng.random() < 0.5} if kind == "meanwhile" else {})

    def meanwhile(self, n: int) -> dict:
        """What others, or this device's person, do while a request is on its way."""
        rng = self.rng
        draws = [self.edit, self.at_server, lambda _n: {"do": "sync", "d": self.number(), "limit": 500}]
        if self.kind == "disasters":
            draws += [lambda _n: {"do": "restore", "which": self.number()}] * (4 if self.steered else 1)
        return {**rng.choice(draws)(n * 1_000 + self.number()), "dt": SHORT} | {"n": n * 1_000 + self.number()}

    def mishap(self, _n: int) -> dict:
        """What goes wrong beside the network."""
        step = {"do": self.one_of(MISHAPS), "d": self.number(), "which": self.number()}
        skews = (0, -DAY, DAY, -FAR, FAR, self.rng.randint(-DAY, DAY))
        return step | ({"skew": self.rng.choice(skews)} if step["do"] == "clock" else {})

    def disaster(self, _n: int) -> dict:
        """What happens to whole disks."""
        return {"do": self.one_of(DISASTERS), "d": self.number(), "which": self.number()}
