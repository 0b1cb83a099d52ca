"""How much of everything a page, a file, a device or a stranger may ask for: all of it in one place.

README's table of limits is TABLE, and a test holds it to that. What a list or text of a page has beyond a limit is cut,
for the paper should still be saved; what a person or program typed is refused with a sentence, for it should be known.
"""

from typing import NamedTuple

# Of a bookmark. Characters, where nothing else is said
MAX_NOTE = 256 * 1024  # bytes of UTF-8
MAX_COPIES = 100  # versions kept beside a note
MAX_TAG_NAME = 100
MAX_NAME = 100  # of a device, feed or saved search
MAX_URL = 2_000
MAX_TITLE = 2_000
MAX_ABSTRACT = 20_000
MAX_AUTHORS = 5_000  # people: collaborations in physics sign with three thousand
MAX_AUTHOR = 300  # the name of one
MAX_VENUE = 500
MAX_PUBLISHED = 40
MAX_IDS = 20
MAX_TAGS = 200
MAX_LINKS = 200
MAX_OTHER_META = 4_000  # of JSON that a newer program may send along
MAX_DEPTH = 20  # lists and objects within each other in that JSON

# Of one request
MAX_BODY = 1 << 20  # bytes of JSON
MAX_MUTATIONS = 100
MAX_CHANGES = 1_000  # rows of one answer of sync
MAX_PAGE = 500  # items of a list
MAX_LOOKUP = 5_000  # keys
MAX_ROWS = 400  # of a listing
MAX_TEXT = 200_000  # of an abstract to relate: more than any has, less than would be a burden
MAX_QUERY = 2_000
MAX_TERMS = 32  # of a query
MAX_BRACKETS = 8  # of a query, within each other
MAX_CURSOR = 4_000
MAX_REQUEST_LINE = 8_190  # bytes of method and address; gunicorn takes no more
MAX_HEADERS = 64 << 10  # bytes
MAX_IDLE = 60  # seconds that a connection may say nothing
PATIENCE = 30  # seconds until a request is whole; longer only while MIN_PACE is kept
PATIENCE_OF_A_THREAD = 5  # the same with `--workers`, where a thread waits
MIN_PACE = 1_000  # bytes a second
MAX_CONNECTIONS = 500  # at once, in one process

# Of a file
MAX_FILE = 256 << 20  # bytes
MAX_ZIPPED = 2 << 20  # bytes of one file in an archive
MAX_UNZIPPED = 512 << 20  # bytes of all files in it

# Of a library
MAX_DEVICES = 1_000  # not revoked
MAX_SESSIONS = 200  # browsers signed in to the web library
MAX_CODES = 100  # pairing codes and links to sign in that still work
MAX_FEEDS = 200
MAX_SEARCHES = 500  # saved
MAX_LISTS = 100  # watched: each is asked for, one a second


class Limit(NamedTuple):
    """A row of the table: what there is at most of, how much, in what unit, and what happens beyond."""

    of: str
    most: int
    unit: str
    beyond: str

    def row(self) -> str:
        """As the README has it."""
        return f"| {self.of} | {self.most:,}{self.unit and ' ' + self.unit} | {self.beyond} |"


REFUSED = "refused by name, 400"
SLOWLY = f"it has sent {MIN_PACE:,} bytes for each second beyond; with `--workers` after {PATIENCE_OF_A_THREAD}"
TABLE = (
    Limit("a note", MAX_NOTE >> 10, "KiB", "refused, 422; by sync a result `rejected`"),
    Limit("versions beside a note", MAX_COPIES, "", "the edit that would add one is refused until some are settled"),
    Limit("a title", MAX_TITLE, "characters", f"of a page cut; {REFUSED}"),
    Limit("an abstract", MAX_ABSTRACT, "characters", f"of a page cut; {REFUSED}"),
    Limit("authors of a paper", MAX_AUTHORS, "", REFUSED),
    Limit("an address", MAX_URL, "characters", REFUSED),
    Limit("identities named at once", MAX_IDS, "", REFUSED),
    Limit("tags on a bookmark", MAX_TAGS, "", "refused, 422"),
    Limit("links of a bookmark", MAX_LINKS, "", "refused, 422"),
    Limit("the name of a tag, device, feed or saved search", MAX_NAME, "characters", REFUSED),
    Limit("what a newer program sends of a paper", MAX_OTHER_META, "characters", "left out"),
    Limit("lists and objects within each other in that", MAX_DEPTH, "", "left out"),
    Limit("a body of JSON", MAX_BODY >> 20, "MiB", "413"),
    Limit("edits in one sync", MAX_MUTATIONS, "", "413"),
    Limit("rows in one answer of sync", MAX_CHANGES, "", "the next request goes on"),
    Limit("items on a page of a list", MAX_PAGE, "", REFUSED),
    Limit("keys looked up at once", MAX_LOOKUP, "", REFUSED),
    Limit("rows related at once", MAX_ROWS, "", REFUSED),
    Limit("an abstract to relate", MAX_TEXT, "characters", REFUSED),
    Limit("a query", MAX_QUERY, "characters", "its beginning counts, and the answer says so"),
    Limit("words in a query", MAX_TERMS, "", "the first count, and the answer says so"),
    Limit("brackets within brackets", MAX_BRACKETS, "", "left out, and the answer says so"),
    Limit("a page cursor", MAX_CURSOR, "characters", REFUSED),
    Limit("the address of a request, with `--workers`", MAX_REQUEST_LINE, "bytes", "400 or 414"),
    Limit("the head of a request", MAX_HEADERS >> 10, "KiB", "431; with `--workers` 100 headers of 8 KiB, 400"),
    Limit("a connection that says nothing", MAX_IDLE, "seconds", "closed; with `--workers` after 5"),
    Limit(
        "a request that comes slowly",
        PATIENCE,
        "seconds",
        f"closed, unless {SLOWLY}",
    ),
    Limit("connections of one process", MAX_CONNECTIONS, "", "wait until another ends"),
    Limit("a file to import", MAX_FILE >> 20, "MiB", "413"),
    Limit("one file in an archive", MAX_ZIPPED >> 20, "MiB", "told as unreadable"),
    Limit("all files in an archive", MAX_UNZIPPED >> 20, "MiB", "the rest is told as unreadable"),
    Limit("devices of a library", MAX_DEVICES, "", "422 until one is revoked"),
    Limit("browsers signed in", MAX_SESSIONS, "", "the one not seen for longest is signed out"),
    Limit("codes and links to sign in that still work", MAX_CODES, "", "422 until one is used or five minutes old"),
    Limit("feeds", MAX_FEEDS, "", "422 until one is revoked"),
    Limit("saved searches", MAX_SEARCHES, "", "422 until one is deleted"),
    Limit("watched lists", MAX_LISTS, "", "refused until one is let go"),
)
