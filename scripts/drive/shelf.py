"""A library of invented papers, large enough for pictures of it: six subjects, each with words of its own."""

from itertools import product

from drive.backend import Backend

SUBJECTS = {
    "reading tools": (["Margins", "Marginalia", "Reading lists", "Annotations", "Bookmarks"],
                      ["that remember their readers", "as working memory", "across devices", "for research assistants",
                       "without a server"]),
    "diffusion": (["Noise schedules", "Score matching", "Denoising steps", "Latent diffusion", "Samplers"],
                  ["chosen by the moon of the data", "in few steps", "for sparse volumes", "with exact likelihoods",
                   "distilled twice"]),
    "long context": (["Sparse attention", "Landmark tokens", "Retrieval heads", "Key caches", "Position codes"],
                     ["over four million tokens", "with sublinear memory", "that never forget the middle",
                      "for whole repositories", "under a fixed budget"]),
    "benchmarks": (["Test sets", "Leaderboards", "Contamination probes", "Judges", "Held-out tasks"],
                   ["that age badly", "and their half-lives", "with honest error bars", "nobody has seen",
                    "scored by strangers"]),
    "speech": (["Phoneme graphs", "Prosody models", "Speaker embeddings", "Whispered corpora", "Vocoders"],
               ["for quiet languages", "from a minute of audio", "in noisy kitchens", "without transcripts",
                "on a wrist watch"]),
    "proteins": (["Folding engines", "Residue contacts", "Peptide designs", "Binding pockets", "Enzyme families"],
                 ["seen as sentences", "from single sequences", "with uncertainty", "that refold on cue",
                  "at room temperature"]),
}  # fmt: skip
STATUSES = ["to_read", "read", "to_read", "reading", "read", "to_read", "dismissed"]


def papers() -> list[dict]:
    """Bodies for `POST /api/v1/bookmarks`, the subjects in turn."""
    made = [
        (subject, head, tail) for subject, (heads, tails) in SUBJECTS.items() for head, tail in product(heads, tails)
    ]
    mixed = sorted(range(len(made)), key=lambda at: at * 37 % len(made))
    return [paper(number, *made[at]) for number, at in enumerate(mixed)]


def paper(number: int, subject: str, head: str, tail: str) -> dict:
    """One invented paper; every ninth belongs to the subject beside its own too."""
    heads, tails = SUBJECTS[subject]
    other = list(SUBJECTS)[(list(SUBJECTS).index(subject) + 1) % len(SUBJECTS)]
    bridge = f" We compare with {SUBJECTS[other][0][number % 5].lower()} {SUBJECTS[other][1][number % 5]}."
    body = {
        "key": f"arxiv:26{number % 11 + 1:02}.{70_000 + number:05}",
        "title": f"{head} {tail}",
        "abstract": f"We study {head.lower()} {tail}, beside {heads[number % 5].lower()} {tails[number % 5]}."
        + (bridge if number % 9 == 0 else ""),
        "authors": ["Oda Lindqvist", "Ravi Menon"][: 1 + number % 2],
        "published": f"2026-{number % 11 + 1:02}",
        "tags": [subject, *([other] if number % 9 == 0 else []), *(["for the talk"] if number % 23 == 0 else [])],
        "status": STATUSES[number % len(STATUSES)],
    }
    return body | ({"note": f"Compare with *{heads[(number + 1) % 5]}*."} if number % 6 == 0 else {})


def fill(backend: Backend, token: str) -> None:
    """Saves them all."""
    for body in papers():
        backend.ask("POST", "/api/v1/bookmarks", body, token)
