"""Nobody's page but this one, under no foreign name, calls anything; by hand, byte for byte."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest

from assistant.settings import load_settings
from assistant.ui.access import allowed_hosts
from tests.ui.callers import numbers, raw, visitor
from tests.ui.conftest import Site, served
from tests.ui.doubles import QuotingModel

#: {port} is the page's own.
FOREIGN_HOSTS = [
    "evil.example", "evil.example:{port}", "foo.localhost", "foo.localhost:{port}", "localhost.", "localhost.:{port}",
    "127.1", "127.1:{port}", "127.0.0.1.nip.io:{port}", "2130706433:{port}", "0x7f000001:{port}", "0.0.0.0:{port}",
    "127.0.0.2:{port}", "[::ffff:127.0.0.1]:{port}", "[::]:{port}", "localhost@evil.example", "evil.example#localhost",
    "localhost, evil.example", "localhost evil.example", "xn--localhost-:{port}", "localhost:{port}.evil.example", "",
]  # fmt: skip
FOREIGN_ORIGINS = [
    "http://evil.example", "https://evil.example", "http://evil.example:{port}", "null", "", "http://foo.localhost:{port}",
    "http://localhost:{port}", "http://127.1:{port}", "http://127.0.0.1:1", "http://127.0.0.1", "https://127.0.0.1",
    "http://127.0.0.1:{port}.evil.example", "http://127.0.0.1:{port}@evil.example", "http://evil.example/127.0.0.1:{port}",
    "http://[::1]:{port}", "file://", "chrome-extension://abc", "ftp://127.0.0.1:{port}", "127.0.0.1:{port}",
    "http://127.0.0.1:{port} http://evil.example", "//127.0.0.1:{port}",
]  # fmt: skip
CALLS = [
    ("GET", "/config"), ("GET", "/gradio_api/info"), ("GET", "/gradio_api/mcp/schema"),
    ("GET", "/gradio_api/queue/data"),
    ("POST", "/gradio_api/call/list_articles"), ("POST", "/gradio_api/queue/join"), ("POST", "/gradio_api/mcp/"),
    ("POST", "/gradio_api/upload"), ("OPTIONS", "/gradio_api/call/list_articles"),
]  # fmt: skip


def _port(site: Site) -> str:
    return str(urlsplit(site.url).port)


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_no_foreign_name_is_answered_to(site: Site, host: str):
    port = _port(site)
    told = host.replace("{port}", port)
    for method, path in [*CALLS, ("GET", "/")]:
        status, headers = raw(site, f"{method} {path} HTTP/1.1", f"Host: {told}", "Content-Length: 0")
        assert status == 400, (method, path)
        assert "access-control-allow-origin" not in headers
        # the name of a page that was led here is its origin as well
        status, _ = raw(
            site, f"{method} {path} HTTP/1.1", f"Host: {told}", f"Origin: http://{told}", "Sec-Fetch-Site: same-origin"
        )
        assert status == 400, (method, path)


@pytest.mark.parametrize("lines", [(), ("Host: 127.0.0.1", "Host: evil.example")], ids=["none", "two"])
def test_no_name_and_two_names_are_refused(site: Site, lines):
    assert raw(site, "GET /config HTTP/1.1", *lines)[0] == 400
    assert raw(site, "GET /config HTTP/1.0")[0] == 400


@pytest.mark.parametrize("origin", FOREIGN_ORIGINS)
def test_no_foreign_origin_is_answered(site: Site, origin: str):
    port = _port(site)
    told = origin.replace("{port}", port)
    for method, path in [*CALLS, ("GET", "/")]:
        lines = (f"Host: 127.0.0.1:{port}", f"Origin: {told}", "Access-Control-Request-Method: POST")
        status, headers = raw(site, f"{method} {path} HTTP/1.1", *lines, "Content-Length: 0")
        assert status == 403, (method, path)
        assert not any(name.startswith("access-control-") for name in headers)


@pytest.mark.parametrize(
    "header", ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Referer: http://evil.example/", "Referer: x"]
)
def test_what_a_foreign_page_reads_without_an_origin_is_refused(site: Site, header: str):
    for path in ("/config", "/gradio_api/info", "/assets/x.js", "/gradio_api/heartbeat/x"):
        assert raw(site, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{_port(site)}", header)[0] == 403, path
    mode = "Sec-Fetch-Mode: no-cors"
    assert raw(site, "GET / HTTP/1.1", f"Host: 127.0.0.1:{_port(site)}", "Sec-Fetch-Site: cross-site", mode)[0] == 403


def test_a_link_from_anywhere_leads_to_the_page(site: Site):
    link = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Referer: http://wiki.example/")
    assert raw(site, "GET / HTTP/1.1", f"Host: 127.0.0.1:{_port(site)}", *link)[0] == 200


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"])
def test_loopback_names_are_answered_to(site: Site, host: str):
    told = f"{host}:{_port(site)}"
    assert raw(site, "GET /config HTTP/1.1", f"Host: {told}")[0] == 200
    assert raw(site, "GET /config HTTP/1.1", f"Host: {told}", f"Origin: http://{told}")[0] == 200


@pytest.mark.slow
def test_the_settings_allow_more_names(seeds_index, settings):
    more = settings.model_copy(update={"hosts": "news.example, Intra.Example:8443"})
    with served(seeds_index, more, QuotingModel(), password=("ada", "secret")) as site:
        basic = "Authorization: Basic YWRhOnNlY3JldA=="
        for host in ("news.example", "intra.example:9", "localhost"):
            assert raw(site, "GET /config HTTP/1.1", f"Host: {host}", basic)[0] == 200
            assert raw(site, "GET /config HTTP/1.1", f"Host: {host}", f"Origin: https://{host}", basic)[0] == 200
            # a sibling has the same cookies and passwords, in some browsers
            sibling = "Origin: https://other.example"
            assert raw(site, "GET /config HTTP/1.1", f"Host: {host}", sibling, basic)[0] == 403
        assert raw(site, "GET /config HTTP/1.1", "Host: other.news.example", basic)[0] == 400
        assert "ASSISTANT_HOSTS" in httpx.get(site.url, headers={"Host": "other.example"}, timeout=30).text


def test_names_follow_what_is_bound():
    assert allowed_hosts("127.0.0.1", ()) == ("localhost", "127.0.0.1", "[::1]")
    assert allowed_hosts("0.0.0.0", ("News.example",)) == ("localhost", "127.0.0.1", "[::1]", "news.example")
    assert allowed_hosts("fd00::5", ())[-1] == "[fd00::5]"
    assert load_settings(hosts="a.example , b.example:80,::1").host_names == ("a.example", "b.example", "::1")


@pytest.mark.slow
def test_bound_to_everything_it_answers_to_the_address_that_was_called(seeds_index, settings):
    with served(seeds_index, settings, QuotingModel(), password=("ada", "x"), host="0.0.0.0") as site:
        assert raw(site, "GET / HTTP/1.1", f"Host: 127.0.0.1:{_port(site)}")[0] == 401
        assert raw(site, "GET / HTTP/1.1", "Host: 192.0.2.1")[0] == 400  # not where this connection came in
        assert raw(site, "GET / HTTP/1.1", "Host: evil.example")[0] == 400


def test_what_a_proxy_forwards_of_the_host_is_not_believed(site: Site):
    forged = {
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "host=evil.example",
        "X-Gradio-Server": "http://evil.example",
    }
    told = httpx.get(site.url, headers=forged, timeout=60).text + httpx.get(f"{site.url}config", headers=forged).text
    assert "evil.example" not in told


def test_every_answer_carries_the_headers(site: Site):
    answers = [
        httpx.get(site.url + path, timeout=60) for path in ("", "config", "nowhere", "theme.css", "gradio_api/mcp/")
    ]
    answers.append(httpx.get(site.url, headers={"Host": "evil.example"}, timeout=60))
    answers.append(httpx.post(f"{site.url}gradio_api/queue/join", content=b"x", timeout=60))
    for answer in answers:
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
        assert "http" not in policy and "*" not in policy
        assert "'unsafe-inline'" not in policy.partition("style-src")[0]


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/runs", "gradio_api/run-history/buckets", "gradio_api/deep_link?session_hash=x", "monitoring",
        "gradio_api/proxy=http://127.0.0.1/", "gradio_api/file=/etc/passwd", "gradio_api/token", "gradio_api/vibe-code",
        "dev/reload", "login", "gradio_api/startup-events", "docs", "openapi.json",
    ],
)  # fmt: skip
def test_what_the_page_does_not_use_is_not_there(site: Site, path: str):
    assert httpx.get(site.url + path, timeout=60).status_code == 404
    assert httpx.post(site.url + path, timeout=60).status_code == 404


# --- functions ------------------------------------------------------------------------------


def test_no_private_function_is_called_by_name(site: Site):
    views = {"survey", "timeline", "outlets", "check", "brief"}
    names = set(numbers(site)) - {"ask", "search", "list_articles", "read_article"} - views
    assert {"_fetch", "_removed"} <= names
    with httpx.Client(base_url=site.url, timeout=60) as client:
        for name in (*names, "nonsense", "%00"):
            for route in ("call", "call/v2", "run", "api"):
                answer = client.post(f"gradio_api/{route}/{name}", json={"data": ["x"]})
                assert answer.status_code == 404, (route, name)


def test_no_private_function_is_called_by_number_from_outside_the_page(own_site: Site):
    removed = numbers(own_site)["_removed"]
    article = own_site.assistant.articles()[0].id
    body = {"data": [article], "fn_index": removed, "session_hash": "abc"}
    for path in ("queue/join", "run/predict", "api/predict", "run/search", "call/search"):
        for headers in ({}, {"Origin": own_site.url.rstrip("/")}, {"Cookie": "news-assistant-x=a.b"}):
            answer = httpx.post(f"{own_site.url}gradio_api/{path}", json=body, headers=headers, timeout=60)
            assert answer.status_code in (403, 404) or path == "call/search", (path, headers)
    for odd in (str(removed), float(removed), True, [removed], -1, 10**6, {}):
        answer = httpx.post(f"{own_site.url}gradio_api/queue/join", json=body | {"fn_index": odd}, timeout=60)
        assert answer.status_code == 404, odd
    assert len(own_site.assistant.articles()) == 5


def test_the_page_itself_calls_them_and_its_session_is_its_own(site: Site):
    look = numbers(site)["_searched"]
    body = {"data": [None, "macron", "All outlets"], "fn_index": look, "session_hash": "mine"}
    with visitor(site) as mine, visitor(site) as other:
        assert mine.post("gradio_api/queue/join", json=body).status_code == 200
        assert other.post("gradio_api/queue/join", json=body).status_code == 403
        stolen = {"session_hash": "mine", "fn_index": look, "event_id": "x"}
        assert other.post("gradio_api/cancel", json=stolen).status_code == 403
        for path in ("gradio_api/queue/data?session_hash=mine", "gradio_api/heartbeat/mine"):
            assert other.get(path).status_code == 403
            assert httpx.get(f"{site.url}{path}", timeout=60).status_code == 403
        told = mine.get("gradio_api/queue/data?session_hash=mine").text
        assert "macron" in told.lower()


def test_the_cookie_is_for_this_page_alone(site: Site):
    set_cookie = httpx.get(site.url, timeout=60).headers["set-cookie"]
    assert "HttpOnly" in set_cookie and "SameSite=Strict" in set_cookie and "Path=/" in set_cookie


@pytest.mark.parametrize("content", [b"", b"x", b"[]", b"3", b"{}", b'{"data": 3}', b"[" * 50_000, b"\xff\xfe"])
def test_a_call_that_cannot_be_read_is_told_so(site: Site, content: bytes):
    for path in ("call/search", "queue/join", "run/search"):
        answer = httpx.post(f"{site.url}gradio_api/{path}", content=content, timeout=60)
        assert answer.status_code in (404, 422), path
        assert answer.json()["error"].endswith(".")
