"""Who gets in, and with what: small ASGI middlewares before the page, its HTTP API, its uploads and MCP alike.

The order in which a request meets them (:func:`guarded`), each with its reason:

1. ``edge``       what goes wrong inside is one bounded line in the log, and an answer
2. ``headers``    what a browser may do with an answer; also on every refusal below
3. ``hosts``      the name it was called by: a foreign one means a page that was led here by its DNS
4. ``origins``    the page it was called from: only this one
5. ``password``   the visitor, where a password is set; wrong ones are slowed down
6. ``paths``      what is served at all; everything else of Gradio's is not there
7. ``bodies``     how much is sent: counted as it arrives, refused with 413
8. ``functions``  which function is called: the public ones by name, the page's own only by the page itself
"""

from __future__ import annotations

from assistant.ui.access.asgi import App
from assistant.ui.access.bodies import Bodies, Limits
from assistant.ui.access.edge import Edge
from assistant.ui.access.functions import Functions, Offered, Visits
from assistant.ui.access.headers import SecurityHeaders
from assistant.ui.access.hosts import Hosts, allowed_hosts
from assistant.ui.access.origins import Origins
from assistant.ui.access.password import PasswordGate, is_loopback, password_for
from assistant.ui.access.paths import Paths

__all__ = [
    "Limits",
    "Offered",
    "Visits",
    "allowed_hosts",
    "guarded",
    "is_loopback",
    "password_for",
]


def guarded(
    app: App,
    *,
    functions: Offered,
    visits: Visits,
    limits: Limits,
    hosts: tuple[str, ...],
    any_address: bool = False,
    password: tuple[str, str] | None = None,
    root_path: str = "",
) -> App:
    """An app behind all doors, the outermost first met.

    Args:
        app: the page.
        functions: what may be called.
        visits: the pages that were handed out.
        limits: how much may be sent.
        hosts: the names it answers to.
        any_address: also under the address that a connection came in on (bound to all of them).
        password: user and password; None asks for none.
        root_path: the path under which a proxy publishes it.
    """
    app = Functions(app, functions, visits, root_path)
    app = Bodies(app, limits)
    app = Paths(app, root_path)
    if password is not None:
        app = PasswordGate(app, *password)
    app = Origins(app, root_path)
    app = Hosts(app, hosts, any_address=any_address)
    app = SecurityHeaders(app)
    return Edge(app)
