"""Requests of which nobody can say for sure where they end: read otherwise by a proxy, what follows would be another
request there, and with somebody else's rights (request smuggling). Each is answered with 400, and its connection ends.
"""

import errno

from waitress.parser import HTTPRequestParser, ParsingError


class Parser(HTTPRequestParser):
    """waitress', but for this: a request that is told two lengths, or one beyond all numbers, is none."""

    def parse_header(self, header_plus: bytes) -> None:
        """:raise ParsingError: for what is no head of a request."""
        try:
            super().parse_header(header_plus)
        except ValueError as error:  # Python reads no number of more than 4,300 digits
            raise ParsingError("Content-Length is invalid") from error
        if self.chunked and "CONTENT_LENGTH" in self.headers:  # RFC 9112, section 6.3
            raise ParsingError("Transfer-Encoding and Content-Length cannot stand together")


class Reader:
    """gunicorn's reader of a body, but for this: chunks that are none are as a connection that broke, and not as an
    error of the app. `give_up` sees to it that nothing behind them is read.
    """

    def __init__(self, held: object, give_up: object) -> None:
        self.held, self.give_up = held, give_up

    def read(self, size: int) -> bytes:
        """:raise ConnectionResetError: for chunks that are none."""
        from gunicorn.http.errors import ParseException  # here, for it is not on every system

        try:
            return self.held.read(size)
        except ParseException as error:
            self.give_up()
            raise ConnectionResetError(errno.ECONNRESET, "the body came in chunks that are none") from error
