"""Requests whose end is ambiguous: a proxy that reads one differently takes what follows for another request, with
somebody else's rights (request smuggling). Each is answered with 400, and its connection ends.
"""

import errno

from waitress.parser import HTTPRequestParser, ParsingError


class Parser(HTTPRequestParser):
    """waitress' parser, which also refuses a request with two lengths, or with one of thousands of digits."""

    def parse_header(self, header_plus: bytes) -> None:
        """:raise ParsingError: if this is not the head of a request"""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # Python reads no number of more than 4,300 digits
            raise ParsingError("Content-Length is invalid") from error
        if self.chunked and "CONTENT_LENGTH" in self.headers:  # RFC 9112, section 6.3
            raise ParsingError("Transfer-Encoding and Content-Length cannot stand together")


class Reader:
    """gunicorn's reader of a body, to which malformed chunks are a broken connection and not an error of the app.
    `give_up` sees to it that nothing behind them is read.
    """

    def __init__(self, held: object, give_up: object) -> None:
        self.held, self.give_up = held, give_up

    def read(self, size: int) -> bytes:
        """:raise ConnectionResetError: for malformed chunks"""
        from gunicorn.http.errors import ParseException  # here, for it is not on every system

        try:
            return self.held.read(size)
        except ParseException as error:
            self.give_up()
            raise ConnectionResetError(errno.ECONNRESET, "the body came in chunks that are none") from error
