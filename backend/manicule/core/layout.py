"""Where the points of a graph lie on a plane, so that near ones lie near. Pure, and the same every time.

First the two slowest ways in which anything spreads over the graph give each point its place in the large (power
iteration on the random walk, as spectral embeddings have it); then neighbours pull and points taken by chance push, as
in UMAP (McInnes, Healy, Melville 2018, arXiv:1802.03426, section 3.2, with a = b = 1).
"""

from collections.abc import Callable, Iterator

Edge = tuple[int, int, float]  # two points and how near they are, more than 0 up to 1

WALKS = 40
PUSHES = 2  # for each pull
TOUCHING = 1e-4  # squared: nearer than this, a push would throw a point off the map
FIRM = 0.35  # how far a first step goes, of what the forces ask
MOST_MOVES = 1_500_000  # pulls and pushes: keeps ten thousand points within some ten seconds
ROUNDS = (12, 120)
EXTENT = 10.0


def layout(points: int, edges: list[Edge], progress: Callable[[float], None] = lambda _: None) -> list[list[float]]:
    """A place `[x, y]` for each point, within 0 and 1.

    :param progress: called with the part that is done, 0 to 1
    """
    if points < 2:
        return [[0.5, 0.5]] * points
    places = spread(points, edges)
    most = max(1, len(edges) * (1 + PUSHES))
    rounds = max(ROUNDS[0], min(ROUNDS[1], MOST_MOVES // most))
    chance = numbers()
    for done in range(rounds):
        settle(places, edges, FIRM * (1 - done / rounds), chance)
        progress((done + 1) / rounds)
    return fitted(places)


def numbers(seed: int = 2026) -> Iterator[int]:
    """Numbers without an order that anybody sees, the same every time (Knuth's MMIX generator, the upper bits)."""
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        yield seed >> 24


def spread(points: int, edges: list[Edge]) -> list[list[float]]:
    """The places in the large."""
    near: list[list[tuple[int, float]]] = [[] for _ in range(points)]
    for one, two, weight in edges:
        near[one].append((two, weight))
        near[two].append((one, weight))
    degree = [sum(weight for _, weight in several) or 1.0 for several in near]
    chance = numbers()
    axes: list[list[float]] = []
    for _ in range(2):
        axis = [next(chance) / 2**39 - 1 for _ in range(points)]
        for _ in range(WALKS):
            axis = [
                0.5 * axis[point] + 0.5 * sum(axis[other] * weight for other, weight in near[point]) / degree[point]
                for point in range(points)
            ]
            axis = without(axis, axes, degree)
        axes.append(axis)
    return [[x + next(chance) / 2**45, y + next(chance) / 2**45] for x, y in zip(*map(scaled, axes), strict=True)]


def without(axis: list[float], axes: list[list[float]], degree: list[float]) -> list[float]:
    """The axis less what is the same everywhere and what the axes before it say, of length 1."""
    total = sum(degree)
    mean = sum(map(float.__mul__, axis, degree)) / total
    axis = [value - mean for value in axis]
    for other in axes:
        size = sum(o * o * d for o, d in zip(other, degree, strict=True))
        part = sum(a * o * d for a, o, d in zip(axis, other, degree, strict=True)) / (size or 1.0)
        axis = [a - part * o for a, o in zip(axis, other, strict=True)]
    length = sum(value * value for value in axis) ** 0.5 or 1.0
    return [value / length for value in axis]


def scaled(axis: list[float]) -> list[float]:
    """An axis by rank, half way: one far-off island must not press all others together."""
    order = sorted(range(len(axis)), key=axis.__getitem__)
    ranks = [0.0] * len(axis)
    for rank, point in enumerate(order):
        ranks[point] = EXTENT * rank / len(axis)
    return ranks


def settle(places: list[list[float]], edges: list[Edge], firm: float, chance: Iterator[int]) -> None:
    """One round: every edge pulls its ends together, and pushes the first away from a few points."""
    points = len(places)
    for one, two, weight in edges:
        here, there = places[one], places[two]
        x, y = here[0] - there[0], here[1] - there[1]
        pull = 2 * weight * firm / (1 + x * x + y * y)
        here[0] -= pull * x
        here[1] -= pull * y
        there[0] += pull * x
        there[1] += pull * y
        number = next(chance)
        for _ in range(PUSHES):  # one number, taken apart, is chance enough for all
            number, index = divmod(number, points)
            other = places[index]
            x, y = here[0] - other[0], here[1] - other[1]
            square = x * x + y * y
            push = 2 * firm / ((0.01 + square) * (1 + square)) if square > TOUCHING else 0.0
            here[0] += push * x
            here[1] += push * y


def fitted(places: list[list[float]]) -> list[list[float]]:
    """The places within 0 and 1, the same scale both ways, in the middle; four digits are finer than a screen."""
    low = [min(place[axis] for place in places) for axis in (0, 1)]
    high = [max(place[axis] for place in places) for axis in (0, 1)]
    size = max(high[0] - low[0], high[1] - low[1]) or 1.0
    shift = [(1 - (high[axis] - low[axis]) / size) / 2 for axis in (0, 1)]
    return [[round((place[axis] - low[axis]) / size + shift[axis], 4) for axis in (0, 1)] for place in places]
