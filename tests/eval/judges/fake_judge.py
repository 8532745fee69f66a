"""A judge behind a real HTTP endpoint whose replies fill the schema that was asked for."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.settings import load_settings
from eval.judges.judge import Judge, open_judge
from eval.judges.settings import load_judge_settings
from tests.llm.fake_endpoint import Handler, Script

#: What a reply says for the name of its schema and the prompt; a text is sent as it is.
Reply = Callable[[str, str], Any]


def filled(name: str, prompt: str) -> Any:
    """A reply that finds one statement per sentence after “input:” and carries all of them."""
    given = json.loads(prompt.rpartition("\ninput: ")[2].rpartition("\nOutput:")[0])
    text = str(given.get("answer") or given.get("response") or "")
    sentences = [f"{piece.strip()}." for piece in text.split(".") if piece.strip()]
    if name == "StatementGeneratorOutput":
        return {"statements": sentences}
    if name == "ClaimDecompositionOutput":
        return {"claims": sentences}
    if name == "NLIStatementOutput":
        told = [
            {"statement": one, "reason": "r", "verdict": int(one in given["context"])} for one in given["statements"]
        ]
        return {"statements": told}
    if name == "ContextPrecisionOutput":
        return {"reason": "r", "verdict": int(given["answer"] in given["context"])}
    if name == "ContextRecallOutput":
        return {
            "classifications": [
                {"statement": one, "reason": "r", "attributed": int(one in given["context"])} for one in sentences
            ]
        }
    assert name == "AnswerRelevanceOutput", name
    return {"question": "For how much was the mill sold?", "noncommittal": 0}


@dataclass
class JudgeScript(Script):
    reply: Reply = filled
    dies_after: int | None = None  # requests

    @property
    def asked(self) -> list[str]:
        """The schema of each request, in order."""
        return [str(body["response_format"]["json_schema"]["name"]) for body in self.requests]


class JudgeHandler(Handler):
    script: JudgeScript

    def _refused(self, status: int) -> bool:
        script = self.script
        if self.command == "POST" and script.dies_after is not None and len(script.requests) > script.dies_after:
            script.requests.pop()
            self.close_connection = True
            self.connection.close()
            return True
        return super()._refused(status)

    def _json(self, body: Any, status: int = 200) -> None:
        if "choices" in body and self.script.requests[-1].get("response_format"):
            request = self.script.requests[-1]
            name = request["response_format"]["json_schema"]["name"]
            reply = self.script.reply(name, request["messages"][-1]["content"])
            text = reply if isinstance(reply, str) else json.dumps(reply)
            body["choices"][0]["message"]["content"] = text
        super()._json(body, status)


@dataclass
class Bench:
    """An endpoint, and judges that are closed at the end."""

    url: str
    script: JudgeScript
    folder: Path
    judges: list[Judge] = field(default_factory=list)

    def judge(self, **settings: Any) -> Judge:
        given = {"llm": self.url, "model": "first", "cached": False, "timeout": 5.0} | settings
        judge = open_judge(load_settings(cache=self.folder), load_judge_settings(**given))
        self.judges.append(judge)
        return judge
