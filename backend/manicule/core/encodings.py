"""Text encodings: the one that a page or file declares, if it can be used, and what people call each."""

import codecs

# For a declared name, the wider encoding that is meant by it in practice, https://encoding.spec.whatwg.org/#names-and-labels.
WIDER = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
         "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932"}  # fmt: skip
# What a reader may choose, by Python's name.
NAMES = {
    "utf-8": "UTF-8", "utf-16-le": "UTF-16 (LE)", "utf-16-be": "UTF-16 (BE)",
    "cp1252": "Western (Windows-1252)", "iso8859-15": "Western (ISO-8859-15)", "mac-roman": "Western (Mac OS Roman)",
    "cp850": "Western (DOS 850)", "cp437": "Western (DOS 437)", "cp1250": "Central European (Windows-1250)",
    "iso8859-2": "Central European (ISO-8859-2)", "cp852": "Central European (DOS 852)",
    "mac-latin2": "Central European (Mac OS)", "cp1251": "Cyrillic (Windows-1251)", "koi8-r": "Cyrillic (KOI8-R)",
    "koi8-u": "Cyrillic (KOI8-U)", "iso8859-5": "Cyrillic (ISO-8859-5)", "cp866": "Cyrillic (DOS 866)",
    "mac-cyrillic": "Cyrillic (Mac OS)", "cp1253": "Greek (Windows-1253)", "iso8859-7": "Greek (ISO-8859-7)",
    "mac-greek": "Greek (Mac OS)", "cp1254": "Turkish (Windows-1254)", "cp857": "Turkish (DOS 857)",
    "mac-turkish": "Turkish (Mac OS)", "cp1257": "Baltic (Windows-1257)", "iso8859-13": "Baltic (ISO-8859-13)",
    "cp1255": "Hebrew (Windows-1255)", "iso8859-8": "Hebrew (ISO-8859-8)", "cp1256": "Arabic (Windows-1256)",
    "iso8859-6": "Arabic (ISO-8859-6)", "cp1258": "Vietnamese (Windows-1258)", "cp874": "Thai (Windows-874)",
    "cp932": "Japanese (Shift-JIS)", "euc_jp": "Japanese (EUC-JP)", "iso2022_jp": "Japanese (ISO-2022-JP)",
    "gb18030": "Chinese (GB18030)", "big5hkscs": "Chinese (Big5)", "cp949": "Korean (EUC-KR)",
}  # fmt: skip


def usable(name: str, content: bytes) -> str | None:
    """Python's name of the encoding; None if these bytes are not text in it, or if it is not meant for text: some of
    Python's codecs pack bytes, spell domain names or interpret escapes.
    """
    try:
        known = codecs.lookup(name).name
        content.decode(known, errors="replace")
    except (LookupError, ValueError):
        return None
    return None if "escape" in known else WIDER.get(known, known)


def called(name: str) -> str:
    """What people call it."""
    return NAMES.get(name, name)
