from __future__ import annotations

import socket

import httpx
import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings
from assistant.ui.access import password_for
from assistant.ui.serving import bound, checked_root_path
from tests.ui.conftest import served
from tests.ui.doubles import QuotingModel


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_loopback_needs_no_password(host):
    assert password_for(load_settings(), host) is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_wider_binding_demands_a_password(host):
    with pytest.raises(SettingsError, match="ASSISTANT_AUTH"):
        password_for(load_settings(), host)
    assert password_for(load_settings(auth="ada:secret:x"), host) == ("ada", "secret:x")


@pytest.mark.parametrize("auth", ["secret", ":x", "ada:"])
def test_a_malformed_password_setting_is_refused(auth):
    with pytest.raises(SettingsError, match="user:password"):
        password_for(load_settings(auth=auth), "127.0.0.1")


@pytest.mark.slow
def test_page_api_files_and_mcp_all_ask_for_the_password(seeds_index, settings):
    with served(seeds_index, settings, QuotingModel(), password=("ada", "secret")) as site:
        paths = [
            "", "config", "gradio_api/info", "gradio_api/mcp/", "gradio_api/upload", "gradio_api/call/search",
            "gradio_api/queue/join", "gradio_api/heartbeat/x", "gradio_api/file=/etc/passwd", "assets/x.js",
        ]  # fmt: skip
        for path in paths:
            for call in (httpx.get, httpx.post):
                assert call(site.url + path, timeout=20).status_code == 401, path
                assert call(site.url + path, auth=("ada", "wrong"), timeout=20).status_code == 401, path
        assert httpx.get(site.url, headers={"Authorization": "Basic ###"}, timeout=20).status_code == 401
        assert httpx.get(site.url, auth=("ada", "secret"), timeout=20).status_code == 200


@pytest.mark.slow
def test_a_proxy_in_the_environment_is_not_asked_for_this_machine(seeds_index, settings, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with served(seeds_index, settings, QuotingModel()) as site, httpx.Client(trust_env=False, timeout=60) as client:
        assert client.get(site.url).status_code == 200
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_articles", "arguments": {}}}
        accept = {"Accept": "application/json, text/event-stream"}
        assert 'isError":false' in client.post(f"{site.url}gradio_api/mcp/", json=call, headers=accept).text


@pytest.mark.slow
@pytest.mark.parametrize("host", ["::1", "[::1]"])
def test_the_page_is_served_over_ipv6(seeds_index, settings, host):
    with served(seeds_index, settings, QuotingModel(), host=host) as site:
        assert site.url.startswith("http://[::1]:")
        own = {"Origin": site.url.rstrip("/")}
        assert httpx.get(site.url, headers=own, timeout=60).status_code == 200
        assert httpx.post(f"{site.url}gradio_api/run/list_articles", json={"data": []}, timeout=60).status_code == 200


def test_a_port_that_is_taken_and_a_foreign_address_are_told_in_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="--port"):
            bound("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(SettingsError, match="no address of this machine"):
        bound("192.0.2.1", None)


@pytest.mark.parametrize("path", ["/ne ws", "/a?b", "http://x/", "/ä", "/{x}"])
def test_a_root_path_that_is_none_is_refused(path):
    with pytest.raises(SettingsError, match="--root-path"):
        checked_root_path(path)
    assert checked_root_path("news/") == "/news" and checked_root_path("/") == ""
