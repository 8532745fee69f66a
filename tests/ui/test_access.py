from __future__ import annotations

import httpx
import pytest

from assistant.errors import SettingsError
from assistant.settings import load_settings
from assistant.ui.access import password_for
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


def test_a_page_that_does_not_hear_itself_is_given_up_in_a_sentence(seeds_index, settings, monkeypatch):
    monkeypatch.setattr("gradio.networking.url_ok", lambda url: False)
    with pytest.raises(SettingsError, match="NO_PROXY"), served(seeds_index, settings, QuotingModel()):
        pass
