"""What a file is that cannot be read here, and what to do about it: a sentence that a reader can act on."""

import re

from manicule.formats.source import Source

OTHERWISE = "export it as BibTeX, RIS or CSL-JSON instead"
OFFICE = f"a document of an office program; save a table as CSV, or {OTHERWISE}"
# Firefox's backup, and the file in which Chromium keeps its bookmarks: trees that no other JSON looks like.
OF_BROWSERS = re.compile(
    r"""(?s)\A\s*\{(?=.{0,400}?(?:"text/x-moz-place-container"|"roots"\s*:\s*\{\s*"bookmark_bar"))"""
)
# By the first bytes.
BYTES = (
    (b"%PDF-", "a PDF; import the citation of the paper, or save its page"),
    (b"SQLite format 3", f"a database; open it in its own program and {OTHERWISE}"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "compressed with 7-Zip; unpack it first"),
    (b"{\\rtf", f"a text document; {OTHERWISE}"),
    (b"\xd0\xcf\x11\xe0", OFFICE),
)
# By what stands in the text, the surest first.
TEXTS = tuple(
    (re.compile(sign, re.MULTILINE), said)
    for sign, said in (
        (OF_BROWSERS.pattern, "the bookmarks as a browser keeps them; export them from it as HTML instead"),
        (r"<rdf:RDF\b", f"RDF, as Zotero exports it; {OTHERWISE}"),
        (r"<xml>\s*<records>|<ref-type\b|EndNote", f"EndNote's XML; {OTHERWISE}"),
        (r"<mods\b|<modsCollection\b|<mods:", f"MODS; {OTHERWISE}"),
        (r"<PubmedArticle|<MedlineCitation", f"PubMed's XML; {OTHERWISE}"),
        (r"<opml\b", "OPML; export the bookmarks as HTML instead"),
        (r"<(?:rss|feed)\b", "a feed; watch its list with `manicule digest --watch`, or save the page"),
        (r"\A<\?xml|\A<\w+:\w+[\s>]", f"XML of a kind that is not known; {OTHERWISE}"),
        (r"^\\begin\{thebibliography\}|^\\bibitem", "a bibliography that LaTeX has set; take the .bib it is made from"),
        (r"\A[\[{]", f"JSON of a kind that is not known; {OTHERWISE}"),
    )
)  # fmt: skip


def what(source: Source) -> str:
    """`a PDF; …`, or "" where nobody knows what it is."""
    for sign, said in BYTES:
        if source.head.startswith(sign):
            return said
    if is_office(source.head):
        return OFFICE
    text = source.sample().lstrip("\ufeff").lstrip()
    return next((said for sign, said in TEXTS if sign.search(text)), "")


def is_office(head: bytes) -> bool:
    """Whether an archive is a table or text of an office program."""
    return b"[Content_Types].xml" in head or b"mimetypeapplication/vnd.oasis.opendocument" in head
