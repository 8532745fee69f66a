"""The chat page, its HTTP API and its MCP server. No retrieval or grounding logic."""

from assistant.ui.page import build, launch

__all__ = ["build", "launch"]
