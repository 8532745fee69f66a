"""Gradio's page, with errors that are told to the caller and not printed."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr

from assistant import failures
from assistant.errors import AssistantError
from assistant.ui.logs import LINE_CHARS, clipped, where
from assistant.ui.rendering import sentence

_log = logging.getLogger(__name__)


class Page(gr.Blocks):
    """A page whose functions answer with a sentence, whatever they were called with.

    Gradio prints a traceback for each error, with the values that it was called with, and tells the caller
    nothing; both end here, for HTTP, MCP and the page alike.
    """

    async def process_api(self, block_fn: Any, inputs: list[Any], *rest: Any, **options: Any) -> dict[str, Any]:
        """Call a function.

        Raises:
            gr.Error: what the caller is told.
        """
        fn = self.fns[block_fn] if isinstance(block_fn, int) else block_fn
        if fn.api_visibility == "public":
            inputs = _filled(fn, inputs)
        try:
            result: dict[str, Any] = await super().process_api(block_fn, inputs, *rest, **options)
        except AssistantError as error:
            raise _told(sentence(error)) from error
        except gr.Error as error:
            # of the page's own components; theirs may repeat a value of any length
            raise _told(sentence(failures.PAGE_VALUE(why=clipped(error.message[: LINE_CHARS // 4])))) from error
        except Exception as error:
            _log.error("%s failed: %s", clipped(str(fn.name)), where(error))
            raise _told(str(failures.PAGE_UNFORESEEN())) from error
        return result


def _filled(fn: Any, inputs: list[Any]) -> list[Any]:
    """All arguments of a function for programs, its defaults in place of those that were left out."""
    if len(inputs) > len(fn.inputs):
        raise _told(str(failures.PAGE_ARGUMENTS(given=len(inputs), name=fn.api_name, most=len(fn.inputs))))
    return [*inputs, *(block.value for block in fn.inputs[len(inputs) :])]


def _told(text: str) -> gr.Error:
    return gr.Error(text, print_exception=False)
