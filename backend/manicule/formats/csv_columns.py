"""What the columns of tables are called by the programs that write them, and what stands in some of them."""

# What a column is, by its name in lower case without spaces and marks.
COLUMNS = {
    "title": "title", "name": "title", "articletitle": "title", "documenttitle": "title",
    "itemtitle": "title",
    "author": "author", "authors": "authors", "authorfullnames": "fullnames", "firstauthors": "authors",
    "authornames": "authors", "editor": "editor", "editors": "editor",
    "url": "url", "link": "link", "href": "url", "uri": "url", "urls": "url", "pdflink": "pdf", "pdfurl": "pdf",
    "doi": "doi", "itemdoi": "doi", "arxiv": "arxiv", "arxivid": "arxiv", "pmid": "pmid", "pubmedid": "pmid",
    "medlinepmid": "pmid",
    "pmcid": "pmcid", "ids": "ids", "key": "key",
    "year": "year", "publicationyear": "year", "pubyear": "year", "date": "date", "published": "date",
    "publicationdate": "date", "dateofpublication": "date", "datepublished": "date",
    "publicationtitle": "venue", "journal": "venue", "venue": "venue", "sourcetitle": "venue",
    "booktitle": "venue", "journalbook": "venue", "publication": "venue", "journaltitle": "venue",
    "conferencename": "meeting",
    "abstract": "abstract", "abstractnote": "abstract",
    "note": "note", "notes": "note", "description": "note", "comment": "note", "comments": "note", "excerpt": "note",
    "selection": "note", "highlights": "note",
    "tags": "tags", "tag": "tags", "manualtags": "tags", "automatictags": "tags", "keywords": "tags",
    "authorkeywords": "tags", "documenttags": "tags", "folder": "folder", "collection": "folder", "labels": "tags",
    "folders": "folder", "tagnames": "words",
    "status": "status", "readstatus": "status", "rating": "rating", "starred": "starred", "favorite": "starred",
    "dateadded": "saved", "created": "saved", "timeadded": "saved", "timestamp": "saved", "saveddate": "saved",
    "savedat": "saved", "added": "saved", "unread": "unread", "extra": "extra",
    "volume": "volume", "journalvolume": "volume", "issue": "number", "journalissue": "number", "number": "number",
    "issuenumber": "number", "secondarytitle": "venue", "placepublished": "address", "articleurl": "url",
    "externalurl": "url",
    "pages": "pages", "publisher": "publisher",
    "place": "address", "series": "series", "edition": "edition", "isbn": "isbn", "isbns": "isbn", "issn": "issn",
    "startpage": "start", "pagestart": "start", "endpage": "end", "pageend": "end",
    "language": "language", "itemtype": "itemtype", "type": "itemtype", "links": "links",
}  # fmt: skip
PLAIN = ("volume", "number", "pages", "publisher", "address", "series", "edition", "isbn", "issn", "language")
ITEM_TYPES = {"journalarticle": "article", "conferencepaper": "inproceedings", "booksection": "incollection",
              "book": "book", "thesis": "phdthesis", "report": "techreport", "preprint": "misc", "webpage": "online",
              "article": "article", "conference paper": "inproceedings"}  # fmt: skip
STATUSES = {"to_read": "to_read", "unread": "to_read", "reading": "reading", "read": "read", "archive": "read",
            "dismissed": "dismissed"}  # fmt: skip
