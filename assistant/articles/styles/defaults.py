"""What holds before a page says anything: a browser's own sheet, and class names whose meaning is common knowledge."""

from __future__ import annotations

# What the HTML standard ("Rendering") says is not displayed, and the fallback content of what a browser of today can
# show. <noscript> is for readers without scripts. A link's colour is left open: a saved page that sets its background
# sets that, too, in a sheet that is not saved with it.
BROWSER = """
[hidden], area, base, basefont, datalist, head, link, meta, noembed, noframes, noscript, param, rp, script, style,
template, title, audio, video, canvas, iframe, meter, progress, input, dialog:not([open]),
svg > desc, svg > metadata, svg > defs, symbol { display: none }
a[href] { color: -link() }
mark { background-color: yellow; color: black }
"""

# Class names of Bootstrap, Tailwind, Foundation, HTML5 Boilerplate and WordPress, whose sheets lie outside a saved
# page: read as these frameworks define them. A page's own rules come after them and win.
_UTILITIES = """
.sr-only, .visually-hidden, .visuallyhidden, .screen-reader-text, .screen-reader-only, .sr-only-focusable,
.visually-hidden-focusable, .element-invisible, .show-for-sr, .hidden-visually, .u-visually-hidden, .u-hidden-visually,
.assistive-text, .a11y-hidden, .hide-text, .text-hide, .offscreen, .off-screen
  { position: absolute; clip-path: inset(50%) }
.not-sr-only { position: static; clip-path: none }
.hidden, .d-none, .hide, .is-hidden, .u-hidden, .display-none { display: none }
.invisible, .visibility-hidden, .is-invisible { visibility: hidden }
.visible { visibility: visible }
.opacity-0, .opacity-\\[0\\] { opacity: 0 }
.scale-0 { scale: 0 } .scale-x-0 { scale: 0 1 } .scale-y-0 { scale: 1 0 }
.w-0 { width: 0 } .h-0 { height: 0 } .max-h-0 { max-height: 0 }
.max-w-0 { max-width: 0 } .size-0 { width: 0; height: 0 }
.overflow-hidden, .overflow-clip { overflow: hidden }
.text-transparent { color: transparent } .bg-clip-text { background-clip: text }
.text-white { color: white } .text-black { color: black }
.bg-white { background: white } .bg-black { background: black }
.absolute, .position-absolute { position: absolute } .fixed, .position-fixed { position: fixed }
.-left-full { left: -100% } .-top-full { top: -100% } .-translate-x-full { translate: -100% }
.-indent-\\[9999px\\] { text-indent: -9999px } .text-\\[0px\\], .text-\\[0\\], .fs-0 { font-size: 0 }
"""
_SHOWN = ("block", "inline-block", "inline", "flex", "inline-flex", "grid", "table", "contents", "flow-root")
_WIDTHS = ("sm", "md", "lg", "xl")  # breakpoints below the window that pages are judged in


def utilities() -> str:
    """The common class names as a style sheet, the responsive forms that show again included."""
    again = [f".{width}\\:{shown}, .d-{width}-{shown} {{ display: {shown} }}" for width in _WIDTHS for shown in _SHOWN]
    again += [f".d-{shown} {{ display: {shown} }}" for shown in _SHOWN]
    visible = [
        f".{width}\\:visible {{ visibility: visible }} .{width}\\:opacity-100 {{ opacity: 1 }}" for width in _WIDTHS
    ]
    return "\n".join((_UTILITIES, *again, *visible))
