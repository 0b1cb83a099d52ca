"""One module per file format, pure: bytes to records, bookmarks to text.

`services.importing` and `services.exporting` join them to a library.
"""
