"""The tables, by subject. Every row carries its library and every key begins with it, so that a library can live on
any shard."""

from manicule.models.base import JSONField, Library, OfLibrary, Table
from manicule.models.bookmarks import Applied, Bookmark, History, Identifier, Label, Tag
from manicule.models.connection import connect, database, disconnect, reading, writing
from manicule.models.libraries import Device, Head, PairingCode, RevTag, Server, WrongGuess
from manicule.models.links import LinkCheck, LinkHolder, LinkSweep
from manicule.models.related import (
    RelatedJob,
    RelatedMeaning,
    RelatedPaper,
    RelatedPart,
    RelatedState,
    RelatedTerm,
    RelatedVector,
)
from manicule.models.search import SearchDocument, SearchIndex, Vocabulary
from manicule.models.watching import ToldPaper, WatchedList
from manicule.models.web import Feed, MapDrawing, SavedSearch, Session, Undo

TABLES = [
    Server, Library, Head, RevTag, Device, PairingCode, WrongGuess, Bookmark, Identifier, Tag, Label, Applied, History,
    Session, Undo, Feed, MapDrawing, Vocabulary, SavedSearch, RelatedState, RelatedJob, RelatedTerm, RelatedPart,
    RelatedPaper, RelatedMeaning, RelatedVector, WatchedList, ToldPaper, LinkCheck, LinkHolder, LinkSweep,
]  # fmt: skip

__all__ = [
    "TABLES", "Applied", "Bookmark", "Device", "Feed", "Head", "History", "Identifier", "JSONField", "Label",
    "Library", "LinkCheck", "LinkHolder", "LinkSweep", "MapDrawing", "OfLibrary", "PairingCode", "RelatedJob",
    "RelatedMeaning", "RelatedPaper", "RelatedPart", "RelatedState", "RelatedTerm", "RelatedVector", "RevTag",
    "SavedSearch", "SearchDocument", "SearchIndex", "Server", "Session", "Table", "Tag", "ToldPaper", "Undo",
    "Vocabulary", "WatchedList", "WrongGuess", "connect", "database", "disconnect", "reading", "writing",
]  # fmt: skip
