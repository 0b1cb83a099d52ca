"""Fetching one page of a site, carefully: the only code of the server that asks anything of the network.

Only http and https, only hosts that the caller allows, never an address that is not public: a name is resolved once,
and that very address is connected to, for each hop of a redirect anew. Small, quick, one request a second and host.
"""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import httpx

from manicule.errors import FetchFailed, FetchRefused
from manicule.services.deadline import Deadline
from manicule.version import __version__

MAX_BYTES = 5_000_000
MAX_SECONDS = 15.0  # for everything, from the first word to the last
MAX_HOPS = 5
PACE = 1.0  # seconds between two requests of a host
USER_AGENT = f"Manicule/{__version__} (a reader's own library; one request a second)"
PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str], Iterable[str]]


def resolve(host: str) -> list[str]:
    """The addresses of a name, as this machine finds them.

    :raise OSError: if it has none
    """
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an address is one of the internet; one of IPv4 inside IPv6 counts as what it stands for."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        translated = ip in ipaddress.ip_network("64:ff9b::/96")
        inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if translated else inner
        if inner is not None:
            return is_public(str(inner))
    local = ip.version == 6 and ip.is_site_local  # of before RFC 4193, and routed by some until today
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or local)


class Pace:
    """When each host may be asked again. `clock` and `sleep` are in seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self.clock, self.sleep = clock, sleep
        self.next: dict[str, float] = {}
        self.lock = threading.Lock()

    def wait(self, host: str, end: float) -> bool:
        """Wait for the turn of this request, which is after all that came before it; False, and at once, if that is not
        before `end`: whoever would have to wait so long takes nobody else's place.
        """
        with self.lock:
            now = self.clock()
            turn = max(now, self.next.get(host, now))
            if turn >= end:
                return False
            self.next = {name: at for name, at in self.next.items() if at > now} | {host: turn + PACE}
        if turn > now:
            self.sleep(turn - now)
        return True


@contextmanager
def one_trouble(url: str, deadline: Deadline) -> Iterator[None]:
    """:raise FetchFailed: for all that the network does; what was cut may look like an answer that has ended."""
    trouble: Exception | None = None
    try:
        yield
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        trouble = error
    if deadline.over:
        raise FetchFailed(f"{url[:200]} takes longer than {MAX_SECONDS:.0f} seconds.") from trouble
    if trouble is not None:
        raise FetchFailed(f"{url[:200]} could not be read: {type(trouble).__name__}.") from trouble


class Fetcher:
    """`allowed` says which hosts may be asked; `resolve` and `transport` are the network, for tests."""

    def __init__(
        self,
        allowed: Callable[[str], bool],
        resolve: Resolve = resolve,
        transport: httpx.BaseTransport | None = None,
        pace: Pace | None = None,
    ) -> None:
        self.allowed, self.resolve, self.pace = allowed, resolve, pace or Pace()
        # trust_env: a proxy of the environment would resolve names by itself, after they were checked here.
        # No connection is kept: each is cut at the end of its own request.
        self.client = httpx.Client(
            transport=transport, trust_env=False, timeout=MAX_SECONDS / 2, follow_redirects=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        )  # fmt: skip

    def get(self, url: str) -> tuple[bytes, str]:
        """The body behind an address, and the address where it was found.

        :raise FetchFailed: if it may not be asked, or does not answer well, soon and briefly
        """
        with self.answered("GET", url) as (answer, end):
            host = answer.request.headers["Host"]
            if answer.status_code != 200:
                raise FetchFailed(f"{host} answers with status {answer.status_code}.")
            return self._body(answer, host, end), str(answer.extensions["asked"])

    def status(self, method: str, url: str) -> int:
        """The status that an address answers with in the end; nothing of its body is read.

        :raise FetchRefused: if it may not be asked.  :raise FetchFailed: if it does not answer
        """
        with self.answered(method, url) as (answer, _):
            return answer.status_code

    def beginning(self, url: str, most: int) -> bytes:
        """The first bytes behind an address, up to about `most`; none unless it answers well.

        :raise FetchFailed: if it may not be asked, or does not answer
        """
        with self.answered("GET", url) as (answer, end):
            body = b""
            for part in answer.iter_raw() if answer.status_code == 200 else ():
                body += part
                if len(body) >= most or self.pace.clock() >= end:
                    break
            return body

    @contextmanager
    def answered(self, method: str, url: str) -> Iterator[tuple[httpx.Response, float]]:
        """The last of the answers that an address leads to, its body unread, and when all must have ended.

        :raise FetchRefused: if it may not be asked
        :raise FetchFailed: whatever goes wrong, while the body is read too
        """
        end = self.pace.clock() + MAX_SECONDS
        with Deadline(MAX_SECONDS) as deadline, one_trouble(url, deadline):
            answer = self._last(method, url, end, deadline)
            try:
                yield answer, end
            finally:
                answer.close()

    def _last(self, method: str, url: str, end: float, deadline: Deadline) -> httpx.Response:
        """The answer at the end of all redirects, its body unread."""
        onward = url
        for _ in range(MAX_HOPS):
            answer = self._ask(method, httpx.URL(onward), end, deadline)
            if not answer.is_redirect:
                return answer
            answer.close()
            onward = str(httpx.URL(onward).join(answer.headers["location"]))
        raise FetchFailed(f"{url[:200]} leads from one address to the next.")

    def _ask(self, method: str, url: httpx.URL, end: float, deadline: Deadline) -> httpx.Response:
        """One request."""
        address = self._address(url)
        if not self.pace.wait(url.host, end):
            raise FetchFailed(f"{url.host} has to wait for its turn.")
        request = self.client.build_request(
            method, url.copy_with(host=address, fragment=None), headers={"Host": url.netloc.decode("ascii")},
            extensions={"sni_hostname": url.raw_host.decode("ascii"), "trace": deadline.trace},
        )  # fmt: skip
        answer = self.client.send(request, stream=True)
        answer.extensions["asked"] = url
        return answer

    def _address(self, url: httpx.URL) -> str:
        """The public address to connect to."""
        if url.scheme not in PORTS or url.userinfo or url.port not in (None, PORTS[url.scheme]):
            raise FetchRefused(f"{str(url)[:200]} is not an ordinary web address.")
        if not self.allowed(f"{url.scheme}://{url.host}/"):
            raise FetchRefused(f"{url.host} is not a site that Manicule knows.")
        found = list(self.resolve(url.host))
        if not found:
            raise FetchFailed(f"{url.host} has no address.")
        if not all(map(is_public, found)):
            raise FetchRefused(f"{url.host} is on a private network.")
        return found[0]

    def _body(self, answer: httpx.Response, host: str, end: float) -> bytes:
        if answer.headers.get("content-encoding", "identity").lower() != "identity":
            raise FetchFailed(f"{host} answers in an encoding that was not asked for.")
        body = bytearray()
        for part in answer.iter_raw():
            body += part
            if len(body) > MAX_BYTES:
                raise FetchFailed(f"{host} answers with more than {MAX_BYTES:,} bytes.")
            if self.pace.clock() >= end:
                raise FetchFailed(f"{host} takes longer than {MAX_SECONDS:.0f} seconds.")
        return bytes(body)
