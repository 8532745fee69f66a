"""One article from the web, within limits of address, size, time and type.

The address that is checked is the address that is connected to: the name is resolved here, every
address found must be public, and the connection goes to one of them, so a name that changes
its address between check and use (DNS rebinding) gains nothing. Each redirect opens its
connection through the same check. Proxies of the environment are not used, because behind one
nobody here knows the address.

Imports httpx at its head: import this module where it is used.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from assistant import failures
from assistant.articles.documents import Document, Kind
from assistant.articles.metadata import without_credentials

_REDIRECTS = 5
_KINDS: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/x-markdown": "markdown",
}
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; cited-news-assistant)",
    "Accept": ", ".join(_KINDS),
    # Uncompressed, so that a small body cannot unpack to a huge one; a server may ignore it.
    "Accept-Encoding": "identity",
}
_PACKED = ("gzip", "x-gzip", "deflate")
_LEGIBLE = re.compile(r"[^\w, .-]")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
_PIECE = 65_536  # bytes asked of the socket at once


class _CredentialsError(Exception):
    """A redirect leads to a URL that carries a user name or password."""


class _NotPublicError(Exception):
    """An address was refused; carries what the user is told."""


def download(url: str, *, max_bytes: int, timeout: float, allow_private: bool) -> Document:
    """Fetch one document.

    Args:
        url: an http or https URL.
        max_bytes: largest body, counted after decompression.
        timeout: seconds for everything together, redirects included. Only the system's name
            resolution keeps limits of its own.
        allow_private: also connect to loopback, private and link-local addresses.

    Raises:
        ArticleError: the address is refused, the server does not answer in time or answers with
            an error, or the document is of another type or too large.
    """
    guard = _Guard(time.monotonic() + timeout, allow_private)
    try:
        with (
            httpx.Client(
                transport=_Transport(guard),
                follow_redirects=True,
                max_redirects=_REDIRECTS,
                timeout=timeout,
                headers=_HEADERS,
            ) as client,
            client.stream("GET", url) as answer,
        ):
            return _document(answer, url, max_bytes)
    except _CredentialsError as error:
        raise failures.ARTICLE_URL_LEADS_TO_CREDENTIALS(url=url) from error
    except _NotPublicError as error:
        raise failures.ARTICLE_URL_REFUSED(url=url, reason=error) from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise failures.ARTICLE_URL_TIMEOUT(url=url, timeout=f"{timeout:g}") from error
    except httpx.TooManyRedirects as error:
        raise failures.ARTICLE_URL_REDIRECTS(url=url, most=_REDIRECTS) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, httpcore.UnsupportedProtocol, UnicodeError) as error:
        raise failures.ARTICLE_URL_LEADS_ASTRAY(url=url[:200]) from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        reason = str(error) or type(error).__name__
        raise failures.ARTICLE_URL_UNFETCHED(url=url, reason=without_credentials(reason)) from error


def _document(answer: httpx.Response, url: str, max_bytes: int) -> Document:
    if not answer.is_success:
        status = f"{answer.status_code} {answer.reason_phrase}".rstrip()
        raise failures.ARTICLE_URL_STATUS(url=url, status=status)
    media = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    kind = _KINDS.get(media)
    if kind is None:
        raise failures.ARTICLE_URL_TYPE(url=url, media=media or "of no stated type")
    too_large = failures.ARTICLE_TOO_LARGE(name=url, limit=f"{max_bytes / 1e6:g}")
    if int(answer.headers.get("content-length", "0") or 0) > max_bytes:
        raise too_large
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", *_PACKED):
        raise failures.ARTICLE_URL_ENCODING(url=url, encoding=_LEGIBLE.sub("?", encoding)[:40])
    body = bytearray()
    for piece in unpacked(answer.iter_raw(_PIECE), encoding, max_bytes):
        body += piece
        if len(body) > max_bytes:
            raise too_large
    return Document(bytes(body), kind, url, charset=answer.charset_encoding, url=str(answer.url))


def unpacked(pieces: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    """The body without its one content encoding, in pieces of bounded size however far it unpacks.

    Ends early once more than ``most`` bytes have come in or gone out.

    Raises:
        httpx.DecodingError: the body is not what its encoding says, or ends too early.
    """
    unpacker = _Unpacker() if encoding in _PACKED else None
    received = 0
    for piece in pieces:
        received += len(piece)
        if unpacker is None:
            yield piece
        else:
            yield from unpacker.feed(piece)
        if received > most:
            return
    if unpacker is not None and not unpacker.complete:
        raise httpx.DecodingError("the packed body ends too early")


class _Unpacker:
    """gzip and deflate, a bounded piece at a time; httpx unpacks each received piece to its full size."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # the head tells gzip from zlib
        self._started = False

    @property
    def complete(self) -> bool:
        return self._inflate.eof

    def feed(self, data: bytes) -> Iterator[bytes]:
        while data:
            if self._inflate.eof:  # a gzip file may have several members
                self._inflate = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
            try:
                made = self._inflate.decompress(data, _PIECE)
            except zlib.error as error:
                if self._started:
                    raise httpx.DecodingError(f"the packed body is damaged: {error}") from error
                self._started, self._inflate = True, zlib.decompressobj(wbits=-zlib.MAX_WBITS)
                continue  # some servers send deflate without its head
            self._started = True
            data = self._inflate.unconsumed_tail or self._inflate.unused_data
            yield made


@dataclass(frozen=True)
class _Guard:
    """The limits of one download: ``deadline`` on the monotonic clock, and who may be spoken to."""

    deadline: float
    allow_private: bool

    def remaining(self, timeout: float | None, error: type[httpcore.TimeoutException]) -> float:
        """Seconds that the next operation may take."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise error("the time is used up")
        return left if timeout is None else min(left, timeout)

    def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of ``host``, none of them private unless allowed."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        for address in addresses:
            if not self.allow_private and not _is_public(address):
                raise _NotPublicError(f"{host} is the non-public address {address}")
        return addresses


def _is_public(address: str) -> bool:
    """Whether an address is on the open internet, IPv4 inside IPv6 looked at as IPv4."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner:
            return _is_public(str(inner))
        tunnelled = parsed.sixtofour or (parsed.teredo and parsed.teredo[1])
        if tunnelled and not _is_public(str(tunnelled)):
            return False
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved


class _Transport(httpx.BaseTransport):
    """httpx's transport over a connection pool whose connections pass the guard."""

    def __init__(self, guard: _Guard) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=_GuardedBackend(guard)
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.userinfo:
            raise _CredentialsError
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The body as it arrives."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _GuardedBackend(httpcore.NetworkBackend):
    """Connects to checked addresses only; TLS still verifies the host's name."""

    def __init__(self, guard: _Guard) -> None:
        self._guard = guard
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._guard.addresses(host, port)
        for address in addresses:
            left = self._guard.remaining(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._plain.connect_tcp(address, port, left, local_address, socket_options)
            except httpcore.ConnectError:
                if address == addresses[-1]:
                    raise
            else:
                return _TimedStream(stream, self._guard)
        raise httpcore.ConnectError(f"{host} has no address")


class _TimedStream(httpcore.NetworkStream):
    """A stream whose operations end at the deadline, however slowly the bytes drip in."""

    def __init__(self, stream: httpcore.NetworkStream, guard: _Guard) -> None:
        self._stream = stream
        self._guard = guard

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._guard.remaining(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._guard.remaining(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._guard.remaining(timeout, httpcore.ConnectTimeout)
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, left), self._guard)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
