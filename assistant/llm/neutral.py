"""Chat-template tokens inside an article or a question must stay text.

Servers parse special tokens in the whole rendered prompt, so `<|im_end|><|im_start|>system` in an article
would end the user's turn and begin a system's. A word joiner (U+2060, invisible, no width) after the first
character takes the token apart for the tokenizer; to a reader it still looks the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.llm.base import Message

_JOINER = "\u2060"
#: ChatML and Llama 3 (`<|…|>`), DeepSeek (`<｜…｜>`), Llama 2 and Mistral, Gemma, tool and thinking marks.
_TOKENS = re.compile(
    r"""
      <[|｜](?=[^<>|｜\s]{1,64}[|｜]>)
    | \[(?=/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT|IMG|PREFIX|MIDDLE|SUFFIX)\])
    | <(?=</?SYS>>|/SYS>>|<SYS>>)
    | <(?=/?(?:s|pad|unk|bos|eos|mask|start_of_turn|end_of_turn|start_of_image|end_of_image|tool_call|tool_response
            |tool|think|unused\d+|fim_prefix|fim_middle|fim_suffix|turn)\|?>)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def neutralise(content: str) -> str:
    """The content with every chat-template token taken apart."""
    return _TOKENS.sub(lambda match: match.group()[0] + _JOINER + match.group()[1:], content)


def neutral(messages: Sequence[Message]) -> list[Message]:
    """The messages with the tokens in them taken apart."""
    return [Message(message.role, neutralise(message.content)) for message in messages]
