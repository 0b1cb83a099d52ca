"""What the fuzzers begin with: small, right, invented inputs of each kind. And the corpus: what was once misread."""

import json
from pathlib import Path

from made import vectors

from saved_pages import invented_pages

CORPUS = Path(__file__).resolve().parent / "corpus"
LONGEST = 12_000  # bytes of a page to begin with

ADDRESS, DAY = "https://arxiv.org/abs/2103.00001", "2021-03-04T00:00:00Z"
BIBTEX = r"""@string{nips = "Lamp Processing"}
@article{okafor2021, title = {Lanterns in {Fog}}, author = {Okafor, Ada and Lindqvist, Bo}, year = 2021, month = mar,
  journal = nips # " Letters", doi = {10.5555/lamp.1}, eprint = {2103.00001}, note = "G{\"o}del", crossref = {x}}
"""
RIS = "\n".join(
    [
        "TY  - JOUR",
        "TI  - Lanterns",
        "AU  - Okafor, Ada",
        "PY  - 2021/03/04",
        "DO  - 10.5555/lamp.1",
        "KW  - fog",
        "ER  - ",
    ]
)
NBIB = "\n".join(
    ["PMID- 38612345", "TI  - Lanterns", "      in fog", "FAU - Okafor, Ada", "AU  - Okafor A", "DP  - 2021 Mar 4",
     "AID - 10.5555/lamp.1 [doi]", "PT  - Journal Article", "AB  - Fog.", ""]
)  # fmt: skip
ENDNOTE = "\n".join(
    ["%0 Journal Article", "%T Lanterns", "%A Okafor, Ada", "%D 2021", "%R 10.5555/lamp.1", "%K fog", "%X Fog.", ""]
)
WOS = "\n".join(
    ["FN Clarivate Analytics Web of Science", "VR 1.0", "PT J", "AU Okafor, A", "   Lindqvist, B", "TI Lanterns",
     "   in fog", "PY 2021", "DI 10.5555/lamp.1", "ER", "", "EF", ""]
)  # fmt: skip
CSL = [
    {"id": "a", "type": "article-journal", "title": "Lanterns", "DOI": "10.5555/lamp.1"}
    | {"author": [{"family": "Okafor", "given": "Ada"}], "issued": {"date-parts": [[2021, 3]]}}
]
NETSCAPE = f"""<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><H3>Fog</H3><DL><p>
<DT><A HREF="{ADDRESS}" ADD_DATE="1614816000" TAGS="a,b">Lanterns</A><DD>A note</DL><p></DL><p>"""
CSV = """Title,Author,Publication Year,DOI,Url,Manual Tags,Notes
"Lanterns, in fog","Okafor, Ada; Lindqvist, Bo",2021,10.5555/lamp.1,https://lab.example/1,"fog; lamps","=1+1"
"""
LINK = {"url": ADDRESS, "title": "Lanterns", "notes": "n", "tag_names": ["a"], "date_added": DAY, "is_archived": False}
DROP = {"link": ADDRESS, "title": "Lanterns", "excerpt": "e", "tags": ["a"], "created": DAY, "collectionId": 1}
ITEM = {"itemType": "journalArticle", "title": "Lanterns", "DOI": "10.5555/lamp.1", "date": "2021"}
ITEM |= {"creators": [{"firstName": "Ada", "lastName": "Okafor"}], "tags": [{"tag": "a"}]}
MEMORY = {"id": "Arxiv-2103.00001", "title": "Lanterns", "author": "Ada Okafor and Bo Lindqvist", "bibtex": BIBTEX}
MEMORY |= {"pdfLink": "https://arxiv.org/pdf/2103.00001", "addDate": DAY, "tags": ["a"], "note": "Accepted @ Lamps"}
MARKDOWN = "---\ntitle: Lanterns\nauthors: [Ada Okafor]\narxiv: 2103.00001\ntags:\n  - fog\nrating: 4\n---\nMy *note*\n"
OWN = {"manicule": 1, "key": "arxiv:2103.00001", "ids": ["arxiv:2103.00001"], "title": "Lanterns", "tags": ["a"]}
OWN |= {"note": "n", "links": [{"url": "https://a.example/x", "kind": "code"}], "saved_at": DAY}
LISTING = """<!-- saved from url=(0033)https://arxiv.org/list/cs.CL/new --><title>cs.CL</title><dl id="articles"><dt>
<a href="/abs/2103.00001" title="Abstract">arXiv:1</a></dt><dd><div class="list-title">Lanterns</div></dd></dl>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/1706.03762v7</id>
<title>Lanterns</title><summary>Fog.</summary><author><name>Ada</name></author><published>{DAY}</published></entry></feed>"""
NOTES = ["*a* [b](javascript:alert(1)) <script>x</script> ![p](http://a.example/p.png)", "|a|\n|-|\n|b|", "> " * 40]


def text(*values: object) -> list[bytes]:
    """Texts as they are, all else as JSON."""
    return [(one if isinstance(one, str) else json.dumps(one)).encode("utf-8", "surrogatepass") for one in values]


def seeds(name: str) -> list[bytes]:
    """Where the fuzzers of that target begin."""
    pages = [bytes([n % 256]) + page.path.read_bytes()[:LONGEST] for n, page in enumerate(invented_pages())]
    edits = [edit for case in vectors("replay") for edit in [*case["before"], *case["edits"]]]
    files = {
        "bibtex": BIBTEX, "biblatex": BIBTEX, "ris": RIS, "nbib": NBIB, "enw": ENDNOTE, "wos": WOS,
        "csl-json": CSL, "netscape": NETSCAPE, "csv": CSV,
        "linkding": {"results": [LINK]}, "raindrop": {"items": [DROP]}, "zotero": [{"key": "A", "data": ITEM}],
        "papermemory": {"__dataVersion": 1, MEMORY["id"]: MEMORY},
        "markdown": MARKDOWN, "jsonl": OWN, "listing": LISTING,
    }  # fmt: skip
    others = {
        "any_file": lambda: text(*files.values()),
        "page": lambda: pages[::4],
        "own_page": lambda: text(*[case["html"] for case in vectors("metadata")]),
        "address": lambda: text(*[row[0] for row in vectors("keys")["identify"] if isinstance(row[0], str)]),
        "typed": lambda: text(*[row[0] for row in vectors("query")["parse"]]),
        "edit": lambda: text(*edits),
        "cursor": lambda: [b"WzEsMiwieCJd", b"WyJhYmMiLDFd"],
        "note": lambda: text(*NOTES),
        "notes": lambda: text("a b c\0a b x c\0a y b c", "one two\0one\0two"),
        "answer": lambda: text(ATOM, {"title": "Lanterns", "authors": [{"name": "Ada"}], "publishedAt": "2021-03-04"}),
    }  # fmt: skip
    return others[name]() if name in others else text(files[name])


def corpus(name: str) -> list[Path]:
    """The inputs that are kept of a target."""
    return sorted((CORPUS / name).glob("*"))
