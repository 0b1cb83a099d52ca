"""One module per file format, pure: bytes to records, bookmarks to text. services.exchange joins them to a library."""
