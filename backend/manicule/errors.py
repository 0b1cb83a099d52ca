"""What can go wrong, one class per mistake, each with a sentence a person can act on.

Services and core raise these; the API turns them into problem+json (RFC 9457), the terminal into one line on stderr.
`extra` travels as further members of the problem document.
"""


class ManiculeError(Exception):
    """`str(error)` is the sentence; `status`, `type` (a slug) and `title` are the class's own."""

    status = 500
    type = "internal"
    title = "Something went wrong here"
    detail = "Something went wrong in Manicule itself. Nothing was changed; the server's log says more."

    def __init__(self, detail: str | None = None, **extra: object) -> None:
        super().__init__(detail or self.detail)
        self.extra = dict(extra)


# What was sent


class Invalid(ManiculeError):
    """A body, parameter or value that is not what it should be; the sentence names it."""

    status, type, title = 400, "invalid", "The request is not right"
    detail = "The request could not be understood."


class NotJson(Invalid):
    type, title = "not-json", "The body is not JSON"
    detail = "The body could not be read as JSON. Send one JSON object, encoded in UTF-8."


class NotJsonType(ManiculeError):
    status, type, title = 415, "not-json-type", "The body must be sent as JSON"
    detail = "Send the body with the header Content-Type: application/json."


class CursorInvalid(Invalid):
    type, title = "cursor-invalid", "The page cursor is not valid"
    detail = "This cursor was not made by this server for this list. Start again without a cursor."


class TooLarge(ManiculeError):
    status, type, title = 413, "too-large", "The request is too large"
    detail = "The body is larger than 1 MiB. Send it in smaller parts."


class TooMany(ManiculeError):
    status, type, title = 413, "too-many", "Too many at once"
    detail = "Send at most 100 edits in one request."


class NotAPaper(ManiculeError):
    status, type, title = 422, "not-a-paper", "This does not name a paper"
    detail = "This is neither the address of a paper nor an id such as arxiv:1706.03762 or doi:10.1145/3065386."


class NotToBeRelated(ManiculeError):
    status, type, title = 422, "not-to-be-related", "The paper cannot be linked"
    detail = "A relation needs the address of another paper: this is the same one, or it has no address of its own."


class LimitReached(ManiculeError):
    """A library holds as many of something as it may; the sentence says of what, and how to make room."""

    status, type, title = 422, "limit-reached", "A limit is reached"
    detail = "The library holds as many of these as it may. Remove one to make room."


class FetchFailed(ManiculeError):
    """A site gave no usable answer; the paper can be saved all the same."""

    status, type, title = 502, "fetch-failed", "A site could not be asked"
    detail = "The site could not be asked about this paper."


class FetchRefused(FetchFailed):
    """An address that the server never fetches, whatever may be there."""

    detail = "The server does not fetch addresses of this kind."


class ListUnreadable(ManiculeError):
    status, type, title = 422, "list-unreadable", "No list can be read there"
    detail = "No site rule reads a list of papers at this address."


class EditRejected(ManiculeError):
    """The ledger refused one edit; `code` says which rule."""

    status, type, title = 422, "edit-rejected", "This edit was refused"
    detail = "This edit was refused; nothing was changed."


# Who asks


class TokenMissing(ManiculeError):
    status, type, title = 401, "token-missing", "A token is needed"
    detail = "Send the header Authorization: Bearer TOKEN. `manicule token create NAME` makes a token."


class TokenWrong(ManiculeError):
    status, type, title = 401, "token-wrong", "This token is unknown"
    detail = "This server does not know the token. Pair again, or make one with `manicule token create NAME`."


class TokenRevoked(ManiculeError):
    status, type, title = 401, "token-revoked", "This token was revoked"
    detail = "This device's token was revoked. Pair the device again with `manicule pair`."


class SignedOut(ManiculeError):
    status, type, title = 401, "signed-out", "You are not signed in"
    detail = "This browser is not signed in. Run `manicule open`, or choose “Open my library” in the extension."


class FormStale(ManiculeError):
    status, type, title = 403, "form-stale", "This page is out of date"
    detail = "The page was made for another sign-in, so nothing was changed. Load it again, then repeat the edit."


class HostForeign(ManiculeError):
    status, type, title = 400, "host-foreign", "This address is not served"
    detail = "The server answers to 127.0.0.1, localhost and the host names its owner configured, and to no other."


class OriginForeign(ManiculeError):
    status, type, title = 403, "origin-foreign", "Web pages may not use the API"
    detail = "Requests made by other web sites are refused. Use the extension, or a program of your own."


class PairingCodeWrong(ManiculeError):
    status, type, title = 403, "pairing-code-wrong", "This pairing code does not work"
    detail = "The code is wrong, used or older than five minutes. Make a new one with `manicule pair`."


class Throttled(ManiculeError):
    """`retry_after` (seconds) is sent as the header of that name."""

    status, type, title = 429, "throttled", "Too many tries"
    detail = "Too many tries. Wait a moment, then try again."


# What is not there


class NotFound(ManiculeError):
    status, type, title = 404, "not-found", "There is nothing here"
    detail = "There is nothing at this address."


class BookmarkUnknown(NotFound):
    type, title = "bookmark-unknown", "This paper is not in the library"
    detail = "No bookmark in the library has this id."


class ListUnknown(NotFound):
    type, title = "list-unknown", "This list is not watched"
    detail = "No list with this address is watched."


class SearchUnknown(NotFound):
    type, title = "search-unknown", "There is no such saved search"
    detail = "No saved search has that name."


class TagUnknown(NotFound):
    type, title = "tag-unknown", "There is no such tag"
    detail = "No tag in the library has this name."


class DeviceMissing(NotFound):
    type, title = "device-missing", "There is no such device"
    detail = "No device of the library has this id."


class UndoGone(NotFound):
    type, title = "undo-gone", "This cannot be undone any more"
    detail = "It was undone already, or more than a day has passed. The history of each paper still has the old values."


class VersionGone(NotFound):
    type, title = "version-gone", "This version is gone"
    detail = "This version of the note was settled already. The paper's history says what became of it."


class HistoryGone(NotFound):
    type, title = "history-gone", "There is no such old value"
    detail = "The history of this paper holds no such value to put back."


class FeedUnknown(NotFound):
    type, title = "feed-unknown", "There is no such feed"
    detail = "No feed has this address; it may have been revoked."


class MethodWrong(ManiculeError):
    status, type, title = 405, "method-wrong", "This address does not accept this method"
    detail = "This address does not accept this method; the Allow header names those it accepts."


# Sync (services/sync.py): `error` is what clients switch on


class SyncConflict(ManiculeError):
    """`error` repeats the type: it is the member that the protocol names."""

    status, type, title = 409, "sync-conflict", "The device must recover before it can sync"

    def __init__(self, detail: str | None = None, **extra: object) -> None:
        super().__init__(detail, error=self.type, **extra)


class CursorUnknown(SyncConflict):
    type = "cursor_unknown"
    detail = "The server's history is not the one this device last saw, as after a restore. Pull everything again."


class DeviceUnknown(SyncConflict):
    type = "device_unknown"
    detail = "The server does not know this device. Register it again, then pull everything."


class SeqGap(SyncConflict):
    type = "seq_gap"
    detail = "Edits before this one have not arrived. Send them first."


class DeviceForked(SyncConflict):
    type = "device_forked"
    detail = "Two copies of this device's profile are in use. Register this one as a new device."


class ProtocolOld(ManiculeError):
    status, type, title = 426, "protocol-old", "The extension and the server speak different versions"
    detail = "This server speaks sync protocol 1. Update the extension or the server so that both match."


# The database


class DatabaseTrouble(ManiculeError):
    status, type, title = 503, "database-trouble", "The database does not answer"
    detail = "The database does not answer. `manicule doctor` says what is wrong."


class DatabaseUnreachable(DatabaseTrouble):
    type, title = "database-unreachable", "The database cannot be opened"
    detail = "The database cannot be opened. Check that its folder exists and may be read and written."


class DatabaseAddressWrong(DatabaseTrouble):
    type, title = "database-address-wrong", "This is not the address of a database"
    detail = "Write the database as sqlite:///path/to/file.db or postgresql://user:password@host/name."


class DatabaseDriverMissing(DatabaseTrouble):
    type, title = "database-driver-missing", "The driver for this database is not installed"
    detail = "PostgreSQL needs a driver that is not installed. Run: pip install 'manicule[postgres]'."


class DatabaseServerDown(DatabaseTrouble):
    """`retry_after` is in seconds."""

    type, title = "database-server-down", "The database server cannot be reached"
    detail = "The PostgreSQL server cannot be reached. Check that it runs, and that host and port are right."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, retry_after=5)


class DatabasePasswordWrong(DatabaseTrouble):
    type, title = "database-password-wrong", "The database server refuses this user"
    detail = "The PostgreSQL server refuses this user or password. Check both in the database's address."


class DatabaseMissing(DatabaseTrouble):
    type, title = "database-missing", "There is no such database"
    detail = "The PostgreSQL server has no database of this name. Create it: createdb --encoding UTF8 NAME"


class DatabaseForbidden(DatabaseTrouble):
    type, title = "database-forbidden", "The database user may not do this"
    detail = "The PostgreSQL user may not create or change tables here. Make it the owner: ALTER DATABASE … OWNER TO …"


class DatabaseEncodingWrong(DatabaseTrouble):
    type, title = "database-encoding-wrong", "The database is not in UTF8"
    detail = "The PostgreSQL database is not in UTF8. Create one: createdb --encoding UTF8 --template template0 NAME"


class DatabaseNewer(DatabaseTrouble):
    type, title = "database-newer", "The database is from a newer version"
    detail = "The database was written by a newer Manicule. Update this one; nothing was changed."


class DatabaseFull(DatabaseTrouble):
    status, type, title = 507, "database-full", "The disk is full"
    detail = "The disk is full, so this was not saved. Everything saved before is safe; free some space and try again."


class DatabaseReadOnly(DatabaseTrouble):
    type, title = "database-read-only", "The database is read-only"
    detail = "The database cannot be written to. Check the permissions of its file and folder."


class DatabaseBusy(DatabaseTrouble):
    """`retry_after` is in seconds: the driver has waited for five already."""

    type, title = "database-busy", "The database is busy"
    detail = "Another program is writing to the database. Nothing was changed; try again in a moment."

    def __init__(self, detail: str | None = None) -> None:
        super().__init__(detail, retry_after=2)


class DatabaseDamaged(DatabaseTrouble):
    type, title = "database-damaged", "The database is damaged"
    detail = "The file is damaged or is not a Manicule database. `manicule doctor` says more."


# The beginnings of PostgreSQL's error codes (its manual, appendix A), first match wins.
SQLSTATES = (
    ("08", DatabaseServerDown),
    ("57P", DatabaseServerDown),
    ("28", DatabasePasswordWrong),
    ("3D", DatabaseMissing),
    ("3F", DatabaseForbidden),
    ("42501", DatabaseForbidden),
    ("53100", DatabaseFull),
    ("53300", DatabaseBusy),
    ("55P03", DatabaseBusy),
    ("40", DatabaseBusy),
    ("25006", DatabaseReadOnly),
    ("XX00", DatabaseDamaged),
)
# Text of SQLite's own messages (sqlite3 keeps no stable code across Python 3.11's wrappers), and of those that libpq
# has while there is no connection yet; first match wins.
MESSAGES = (
    ("is full", DatabaseFull),
    ("readonly", DatabaseReadOnly),
    ("locked", DatabaseBusy),
    ("unable to open", DatabaseUnreachable),
    ("not a database", DatabaseDamaged),
    ("malformed", DatabaseDamaged),
    ("all connections are in use", DatabaseBusy),
    ("too many clients", DatabaseBusy),
    ("authentication failed", DatabasePasswordWrong),
    ("no password supplied", DatabasePasswordWrong),
    ("pg_hba.conf", DatabasePasswordWrong),
    ('fatal:  role "', DatabasePasswordWrong),
    ('fatal:  database "', DatabaseMissing),
    ("connection option", DatabaseAddressWrong),
    ("connection to server", DatabaseServerDown),
    ("connection failed", DatabaseServerDown),
    ("connection timeout", DatabaseServerDown),
    ("connection is lost", DatabaseServerDown),
    ("connection is closed", DatabaseServerDown),
    ("connection already closed", DatabaseServerDown),
    ("resolve host", DatabaseServerDown),
)


def database_trouble(error: BaseException | None) -> DatabaseTrouble | None:
    """The typed error for what the database driver raised, or None when it is not one a user can do something about.

    A full disk ends SQLite's transaction by itself, and then rolling it back fails too: what `error` came from counts.
    """
    while error is not None:
        code, text = getattr(error, "sqlstate", None) or "", str(error).lower()
        known = [kind for start, kind in SQLSTATES if code.startswith(start)]
        known += [kind for words, kind in MESSAGES if words in text]
        if known:
            return known[0]()
        error = error.__cause__ or error.__context__
    return None


# Files that come in and go out


class FormatUnknown(Invalid):
    type, title = "format-unknown", "This format is not known"
    detail = "This format is not known."


class EncodingUnknown(Invalid):
    type, title = "encoding-unknown", "This encoding is not known"
    detail = "This encoding is not known."


class FileNotUnderstood(ManiculeError):
    status, type, title = 422, "file-not-understood", "The format of the file is not recognised"
    detail = "The file is in no format that Manicule reads. Nothing was changed."


class FileTooLarge(ManiculeError):
    status, type, title = 413, "file-too-large", "The file is too large"
    detail = "A file to import can be 256 MiB at most. Split it into smaller ones. Nothing was changed."


class ZoteroSilent(ManiculeError):
    status, type, title = 502, "zotero-silent", "Zotero does not answer"
    detail = (
        "Zotero does not answer at 127.0.0.1:23119. Start it, and allow other applications in its settings, Advanced."
    )


# The semantic extra


class SemanticMissing(ManiculeError):
    status, type, title = 501, "semantic-missing", "Sentence embeddings are not installed"
    detail = "Sentence embeddings are not installed here; pip install 'manicule[semantic]' adds them."


class SemanticOther(SemanticMissing):
    type, title = "semantic-other", "The installed model does not match"
    detail = "The installed model is not the one of this version; pip install -U 'manicule[semantic]' installs that."


class EmbedderEnded(ManiculeError):
    status, type, title = 503, "embedder-ended", "Sentence embeddings cannot be made right now"
    detail = "The process that makes sentence embeddings stopped. It will be restarted soon."


# The terminal


class LibraryUnknown(NotFound):
    type, title = "library-unknown", "There is no such library"
    detail = "There is no library of that name."


class LibraryNameTaken(ManiculeError):
    status, type, title = 409, "library-name-taken", "This library name cannot be used"
    detail = "There is already a library of that name."


class WorkersImpossible(ManiculeError):
    type, title = "workers-impossible", "This system cannot run several processes"
    detail = "This system cannot share a port among processes. Serve with --workers 1, and more --threads."


class PortTaken(ManiculeError):
    type, title = "port-taken", "The port is taken"
    detail = "Another program uses this port. Stop it, or choose another with --port."


class ServerSilent(ManiculeError):
    type, title = "server-silent", "No server answers"
    detail = "No server answers there. Start it: manicule serve"


class ExtensionMissing(ManiculeError):
    type, title = "extension-missing", "The extension is missing"
    detail = "The folder of the extension is missing from this installation. Install Manicule again."


class PageUnknown(ManiculeError):
    status, type, title = 422, "page-unknown", "No site rule covers this page"
    detail = "No site rule covers this address. Give the address that the page was saved from."


class FileTrouble(ManiculeError):
    type, title = "file-trouble", "A file cannot be used"
    detail = "The file cannot be read or written."


class NotABackup(FileTrouble):
    type, title = "not-a-backup", "This is not a backup"
    detail = "This file is not a backup of Manicule. Nothing was changed."


class BackupDamaged(FileTrouble):
    type, title = "backup-damaged", "The backup is damaged"
    detail = "The backup is damaged. Nothing was changed; try an older one."


class BackupNewer(FileTrouble):
    type, title = "backup-newer", "The backup is from a newer version"
    detail = "The backup was written by a newer Manicule. Update this one; nothing was changed."


class BackupStrange(FileTrouble):
    type, title = "backup-strange", "The backup is not as Manicule writes it"
    detail = (
        "This file holds more or less than a backup of Manicule, such as commands for the database. Nothing was "
        "changed; restore only what `manicule backup` wrote."
    )


class BackupOfOtherKind(FileTrouble):
    type, title = "backup-of-other-kind", "The backup is from another kind of database"
    detail = "A backup of SQLite goes back into SQLite, and one of PostgreSQL into PostgreSQL. Nothing was changed."


class ProgramsMissing(ManiculeError):
    type, title = "programs-missing", "PostgreSQL's own programs are missing"
    detail = "This needs pg_dump, pg_restore and psql, which are not installed. Install the package postgresql-client."


class MailUnset(ManiculeError):
    type, title = "mail-unset", "Sending mail is not set up"
    detail = (
        "Set MANICULE_SMTP_URL (such as smtps://user:password@mail.example), MANICULE_MAIL_FROM and MANICULE_MAIL_TO."
    )


class MailFailed(ManiculeError):
    type, title = "mail-failed", "The mail was not sent"
    detail = "The mail server did not accept the mail. The next digest tells the same papers again."
