"""Is the server there, and does its database answer?"""

from manicule.api import answers
from manicule.api.routes import Route
from manicule.errors import DatabaseTrouble
from manicule.services import doctor
from manicule.services.embeddings import embedder
from manicule.version import __version__


def health() -> tuple[dict, int]:
    """Say whether the server and its database work; needs no token."""
    embeddings = embedder.state()
    try:
        doctor.ask_database()
    except DatabaseTrouble as trouble:
        return {"status": "trouble", "version": __version__, "database": trouble.type, "embeddings": embeddings}, 503
    return {"status": "ok", "version": __version__, "database": "ok", "embeddings": embeddings}, 200


ROUTES = [
    Route("GET", "/health", health, {200: answers.Health, 503: answers.Health}, token=False),
]
