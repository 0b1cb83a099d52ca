"""Invented papers in any number, always the same: words by Zipf's law in topics, people, years, notes and tags."""

import itertools
import random
from collections.abc import Iterator

SEED = 20_261_125
ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sc sh sp st str t th tr v w"
VOWELS = "a e i o u ai ea io ou"
CODAS = ["", "", "n", "r", "s", "l", "t", "m", "nd", "st", "ck", "x"]
_GLUE = "the of and to in we a is for that with on by as this are our from which an be can it at"
GLUE = _GLUE.split()
_COMMON = """learning model method data training network neural language image graph policy sample efficient deep large
    robust scaling inference attention generation representation optimization evaluation benchmark"""
COMMON = _COMMON.split()
VENUES = ["NeurIPS", "ICML", "ICLR", "ACL", "CVPR", "Journal of Invented Results", "Workshop on Small Models", ""]
TAGS = [f"{first} {second}".strip() for first in ("to cite", "vision", "speech", "agents", "theory", "systems")
        for second in ("", "basics", "2026", "survey", "ideas")]  # fmt: skip
TOPICS, WORDS_OF_TOPIC = 120, 160
STATUSES = ("to_read", "to_read", "to_read", "reading", "read", "dismissed")


def papers(count: int, seed: int = SEED, others: int | None = None) -> Iterator[dict]:
    """`{title, authors, abstract, venue, published, note, tags, status}` each, as they are typed and printed.

    :param others: another number makes other papers of the same words, topics and people
    """
    chance = random.Random(seed)
    words = list(itertools.islice(_words(chance), 24_000))
    surnames = [word.capitalize() for word in itertools.islice(_words(chance), 9_000)]
    given = [word.capitalize() for word in itertools.islice(_words(chance), 700)]
    topics = [chance.sample(words, WORDS_OF_TOPIC) for _ in range(TOPICS)]
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(WORDS_OF_TOPIC)))
    rare = list(itertools.accumulate(1 / (rank + 40) for rank in range(len(words))))
    if others is not None:
        chance.seed(others)
    for _ in range(count):
        topic = chance.choice(topics)

        def of_topic(many: int, topic: list[str] = topic) -> list[str]:
            return chance.choices(topic, cum_weights=weights, k=many)

        def any_words(many: int) -> list[str]:
            return chance.choices(words, cum_weights=rare, k=many)

        title = [*of_topic(chance.randint(2, 5)), *chance.sample(COMMON, 2), *any_words(chance.randint(1, 2))]
        chance.shuffle(title)
        abstract = []
        for _ in range(chance.randint(5, 9)):
            line = [*of_topic(5), *chance.choices(COMMON, k=3), *chance.choices(GLUE, k=9), *any_words(2)]
            chance.shuffle(line)
            abstract.append(" ".join(line).capitalize() + ".")
        noted = chance.random() < 1 / 3
        note = [*of_topic(4), *any_words(4), *chance.choices(GLUE, k=8), *chance.choices(COMMON, k=2)] if noted else []
        chance.shuffle(note)
        people = [f"{chance.choice(given)} {chance.choice(surnames)}" for _ in range(chance.randint(1, 6))]
        year = 2026 - min(int(chance.expovariate(1 / 5)), 30)
        yield {
            "title": " ".join(title).capitalize(), "authors": people, "abstract": " ".join(abstract),
            "venue": chance.choice(VENUES), "published": f"{year}-{chance.randint(1, 12):02d}", "note": " ".join(note),
            "tags": chance.sample(TAGS, chance.choice((0, 1, 1, 2))), "status": chance.choice(STATUSES),
        }  # fmt: skip


def _words(chance: random.Random) -> Iterator[str]:
    """Words that can be spoken, each once."""
    known: set[str] = set()
    while True:
        parts = [
            chance.choice(ONSETS.split()) + chance.choice(VOWELS.split()) + chance.choice(CODAS)
            for _ in range(chance.randint(2, 3))
        ]
        word = "".join(parts)
        if word not in known and 4 <= len(word) <= 14:
            known.add(word)
            yield word
