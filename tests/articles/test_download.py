"""Fetching from a real server on this machine, and the refusal to speak to one unasked."""

from __future__ import annotations

import gzip
import http.server
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

import pytest

from assistant.articles import discover, read_article
from assistant.articles.download import _is_public, download
from assistant.errors import ArticleError
from assistant.types import Article

from .pages import PAGES, TEXT

PAGE = PAGES["open-graph"].html.encode()
BOMB = gzip.compress(b"x" * 200_000_000, 1)


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        html = {"Content_Type": "text/html; charset=utf-8"}
        if path == "/page":
            self._send(PAGE, **html)
        elif path == "/text":
            self._send(
                "Größe zählt\n\nDer Rat beschloss am Dienstag, den Hafen auszubaggern.".encode("cp1252"),
                Content_Type="text/plain; charset=windows-1252",
            )
        elif path == "/markdown":
            self._send(b"# A headline\n\nThe council *decided* to dredge the harbour.", Content_Type="text/markdown")
        elif path.startswith("/hop/"):
            left = int(path.rsplit("/", 1)[1])
            self._send(b"", 302, Location=f"/hop/{left - 1}" if left else "/page")
        elif path == "/to":
            self._send(b"", 302, Location=self.path.split("?", 1)[1])
        elif path == "/pdf":
            self._send(b"%PDF", Content_Type="application/pdf")
        elif path == "/untyped":
            self._send(b"x")
        elif path == "/gzip":
            self._send(gzip.compress(b"x" * 3_000_000), Content_Encoding="gzip", **html)
        elif path == "/packed":
            kind = self.path.split("?", 1)[1]
            raw = zlib.compressobj(wbits=-15)
            body = {
                "gzip": lambda: gzip.compress(PAGE),
                "members": lambda: gzip.compress(PAGE[:500]) + gzip.compress(PAGE[500:]),
                "deflate": lambda: zlib.compress(PAGE),
                "raw": lambda: raw.compress(PAGE) + raw.flush(),
                "gzip, gzip": lambda: gzip.compress(gzip.compress(PAGE)),
                "br": lambda: PAGE,
                "short": lambda: gzip.compress(PAGE)[:-40],
                "bomb": lambda: BOMB,
            }[unquote(kind)]()
            named = {"members": "gzip", "raw": "deflate", "short": "gzip", "bomb": "gzip"}.get(kind, unquote(kind))
            self._send(body, Content_Encoding=named, **html)
        elif path == "/broken-gzip":
            self._send(b"this is no gzip", Content_Encoding="gzip", **html)
        elif path == "/announced":
            self._send(b"", Content_Length="50000000", **html)
        elif path == "/endless":
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b"x" * 65_536)
            except OSError:
                return
        elif path == "/drip":
            self._drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"x")
        elif path == "/drip-head":
            self._drip(b"HTTP/1.1 200 OK\r\n", b"X")
        else:
            self._send(b"gone", 404, **html)

    def _drip(self, start: bytes, piece: bytes) -> None:
        self.close_connection = True
        try:
            self.wfile.write(start)
            for _ in range(200):
                self.wfile.write(piece)
                self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as running:
        running.daemon_threads = True
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def fetch(url: str, *, max_bytes: int = 1_000_000, timeout: float = 5, private: bool = True) -> Article:
    (source,) = discover([url])
    return read_article(source, max_bytes=max_bytes, url_timeout=timeout, allow_private_urls=private)


def test_a_page_is_read_with_its_facts(server: str) -> None:
    article = fetch(f"{server}/page")
    assert article.text == "\n\n".join(TEXT)
    assert (article.date, article.source, article.path) == ("2024-03-05", "Lindholm Courier", None)
    assert article.location == article.url == f"{server}/page"


def test_text_and_markdown_are_read_by_their_type(server: str) -> None:
    assert fetch(f"{server}/text").title == "Größe zählt"
    assert fetch(f"{server}/markdown").text == "The council decided to dredge the harbour."


@pytest.mark.parametrize("packing", ["gzip", "members", "deflate", "raw"])
def test_a_packed_page_is_unpacked(server: str, packing: str) -> None:
    assert fetch(f"{server}/packed?{packing}").text == "\n\n".join(TEXT)


@pytest.mark.parametrize(
    ("packing", "words"),
    [
        ("gzip,%20gzip", r"is sent packed \(gzip, gzip\), though it was asked for as it is"),
        ("br", r"is sent packed \(br\)"),
        ("short", r"cannot be fetched \(the packed body ends too early\)"),
        ("bomb", "is larger than 1 MB"),
    ],
)
def test_what_cannot_be_unpacked_within_bounds_is_refused(server: str, packing: str, words: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(ArticleError, match=words):
            fetch(f"{server}/packed?{packing}")
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("userinfo", ["user:secret", "user", ":secret"])
def test_a_redirect_to_credentials_is_neither_sent_nor_told(server: str, userinfo: str) -> None:
    host = server.removeprefix("http://")
    with pytest.raises(ArticleError, match="leads to a URL with a user name or password in it") as caught:
        fetch(f"{server}/to?http://{userinfo}@{host}/page")
    assert "secret" not in str(caught.value).replace(f"/to?http://{userinfo}@", "/to?")


def test_redirects_are_followed_five_times_and_no_more(server: str) -> None:
    article = fetch(f"{server}/hop/4")
    assert article.url == f"{server}/page"
    assert article.location == f"{server}/hop/4"
    with pytest.raises(ArticleError, match="redirects more than 5 times"):
        fetch(f"{server}/hop/5")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/missing", "answered with status 404 Not Found"),
        ("/pdf", "is application/pdf; only HTML, plain text and Markdown"),
        ("/untyped", "is of no stated type"),
        ("/announced", "larger than 1 MB; raise max_article_mb"),
        ("/endless", "larger than 1 MB"),
        ("/gzip", "larger than 1 MB"),
        ("/broken-gzip", "cannot be fetched"),
        ("/to?file:///etc/passwd", "no valid http or https URL"),
        ("/to?ftp://host/x", "no valid http or https URL"),
        ("/to?http://[::bad/", "cannot be fetched|no valid"),
    ],
)
def test_what_is_no_article_is_one_sentence(server: str, path: str, words: str) -> None:
    with pytest.raises(ArticleError, match=words) as caught:
        fetch(server + path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["/drip", "/drip-head"])
def test_the_time_limit_holds_however_slowly_the_bytes_come(server: str, path: str) -> None:
    with pytest.raises(ArticleError, match=r"not read within 0\.4 seconds"):
        fetch(server + path, timeout=0.4)  # the server drips for ten seconds, no pause longer than 0.05


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ArticleError, match="cannot be fetched"):
        fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "10.0.0.1", "0.0.0.0", "2130706433", "[::ffff:127.0.0.1]"],
)
def test_private_addresses_are_refused_before_a_connection(host: str) -> None:
    with pytest.raises(ArticleError, match=r"is the non-public address .*; set allow_private_urls"):
        fetch(f"http://{host}:9/", private=False)


def test_a_redirect_to_a_private_address_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first address passes for public, as a server on the internet would; the second does not."""
    import assistant.articles.download as module

    port = server.rsplit(":", 1)[1]
    monkeypatch.setattr(module, "_is_public", lambda address: address == "127.0.0.1" or _is_public(address))
    with pytest.raises(ArticleError, match=r"non-public address 169\.254\.169\.254"):
        fetch(f"http://127.0.0.1:{port}/to?http://169.254.169.254/latest/meta-data", private=False)


def test_the_address_that_was_checked_is_the_one_connected_to(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with another address each time is asked once for each connection."""
    answers = ["127.0.0.1", "10.0.0.1"]
    real = socket.getaddrinfo

    def rebinding(host: str, port: int, *rest: object, **named: object) -> object:
        return real(answers.pop(0) if host == "courier.example" else host, port, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    port = server.rsplit(":", 1)[1]
    document = download(f"http://courier.example:{port}/page", max_bytes=1_000_000, timeout=5, allow_private=True)
    assert document.data == PAGE
    assert answers == ["10.0.0.1"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("192.168.1.1", False),
        ("172.16.0.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),  # 6to4 of 127.0.0.1
        ("64:ff9b::7f00:1", False),  # NAT64 of 127.0.0.1
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert _is_public(address) is public
