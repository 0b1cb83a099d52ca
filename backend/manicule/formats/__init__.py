"""One module per file format, pure: bytes to records, bookmarks to text.

`services.exchange.importing` and `services.exchange.exporting` join them to a library.
"""
