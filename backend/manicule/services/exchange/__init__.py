"""Files in and out: read, judged, written into the library, and exported."""
