"""Engines for the embedded model side by side: how fast each reads and writes, starts, and what it takes.

    python -m benchmarks.engines MODEL.gguf [--engine portable] [--engine /usr/bin/llama-server] [--engine openvino]
                                 [--rounds 8] [--threads N]

All engines are loaded at once and asked in turns, so that a noisy machine is noisy for all of them; every prompt has
a beginning of its own, so that no prefix cache flatters. ``draft:N:M`` is the portable engine with drafts of up to M
tokens that follow the last N in the prompt (prompt look-up decoding), ``openvino`` OpenVINO GenAI (``pip install
openvino-genai``), ``openvino:drafts`` the same with its prompt look-up. Printed are medians and, against the first
engine, the median of the ratios of each round.
"""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.cores import usable_cores
from assistant.llm import Message
from assistant.llm.embedded import EmbeddedServer
from assistant.llm.engines import named
from benchmarks.conditions import describe_machine

#: Tokens of a question's prompt and of its answer (`docs/architecture.md`).
READ_WORDS = 150
WRITTEN = 30
#: The sentence that the reply copies, as answers copy their sources.
SENTENCE = (
    "The harbour authority of {place} said on Tuesday that the dredging of the eastern channel would begin in {month} "
    "and cost about {cost} million dollars, most of it paid by the state."
)


@dataclass
class Measured:
    """Seconds of each round."""

    start: float
    read: list[float] = field(default_factory=list)
    wrote: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    tokens_read: int = 0
    tokens_written: int = 0
    memory: float = 0.0


#: Asks one prompt for so many tokens; returns tokens read, tokens written, text.
Ask = Callable[[str, int], tuple[int, int, str]]


def main(
    model: Path,
    engine: Annotated[
        list[str] | None, typer.Option(help="May be repeated; the first is the one to compare with.")
    ] = None,
    rounds: int = 8,
    threads: int | None = None,
) -> None:
    """Measure and print."""
    print(describe_machine())
    print(
        f"{model.name}, {threads or usable_cores()} threads, {rounds} rounds in turns, {WRITTEN} tokens written at most"
    )
    opened: dict[str, tuple[Ask, Callable[[], float]]] = {}
    found: dict[str, Measured] = {}
    for name in engine or ["portable"]:
        started = time.perf_counter()
        opened[name] = _opened(name, model, threads or usable_cores())
        opened[name][0]("Say yes.", 1)
        found[name] = Measured(time.perf_counter() - started)
    chooser = random.Random(19)
    for _ in range(rounds):
        prompt = _prompt(chooser)
        for name, (ask, _) in opened.items():
            _round(ask, prompt, found[name])
    for name, (_, memory) in opened.items():
        found[name].memory = memory()
    _report(found)


def _round(ask: Ask, prompt: str, found: Measured) -> None:
    started = time.perf_counter()
    tokens_read, _, _ = ask(prompt, 1)
    read = time.perf_counter()
    _, tokens_written, text = ask(prompt, WRITTEN)
    found.read.append(read - started)
    found.wrote.append(time.perf_counter() - read)
    found.tokens_read += tokens_read
    found.tokens_written += tokens_written
    found.texts.append(text)


def _prompt(chooser: random.Random) -> str:
    words = ["harbour", "council", "ferry", "budget", "strike", "bridge", "minister", "river", "school", "vote"]
    filler = " ".join(chooser.choice(words) for _ in range(READ_WORDS))
    told = SENTENCE.format(
        place=chooser.choice(["Marlow", "Arle", "Sund", "Tarn"]),
        month=chooser.choice(["May", "June", "July", "March"]),
        cost=chooser.randrange(20, 900),
    )
    return f"{chooser.randrange(10**9)} {filler}.\n\n{told}\n\nCopy the sentence about the dredging, word for word."


def _report(found: dict[str, Measured]) -> None:
    base = next(iter(found.values()))
    print(f"{'engine':32} start s  reads tok/s  writes tok/s  read+written s  of the first  same text  memory MB")
    for name, one in found.items():
        whole = [read + wrote for read, wrote in zip(one.read, one.wrote, strict=True)]
        ratios = [own / (read + wrote) for own, read, wrote in zip(whole, base.read, base.wrote, strict=True)]
        same = sum(own == other for own, other in zip(one.texts, base.texts, strict=True))
        print(
            f"{name:32} {one.start:7.1f}  {one.tokens_read / sum(one.read):11.1f}  "
            f"{one.tokens_written / sum(one.wrote):12.1f}  {statistics.median(whole):14.2f}  "
            f"{statistics.median(ratios):12.2f}  {same:4d}/{len(whole):<4d}  {one.memory:9.0f}"
        )


def _opened(name: str, model: Path, threads: int) -> tuple[Ask, Callable[[], float]]:
    """How to ask an engine, and its resident memory in MB."""
    kind, _, rest = name.partition(":")
    if kind == "openvino":
        return _openvino(model, threads, drafts=rest == "drafts")
    draft = _draft(rest) if kind == "draft" else None
    server = EmbeddedServer(model, 4096, threads, named("portable" if draft else name), draft=draft)
    endpoint = server.start()
    http = endpoint.http()

    def ask(prompt: str, tokens: int) -> tuple[int, int, str]:
        reply = endpoint.complete(http, [Message("user", prompt)], tokens)
        usage = reply["usage"]
        return usage["prompt_tokens"], usage["completion_tokens"], reply["choices"][0]["message"]["content"]

    return ask, lambda: _memory_of(server)


def _draft(told: str) -> tuple[int, int]:
    """``N:M``: how many tokens must match, and how many may be drafted."""
    matched, _, drafted = told.partition(":")
    return int(matched), int(drafted)


def _memory_of(server: Any) -> float:
    """Of the engine's processes together."""
    pid = server._process.pid
    children = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return sum(_resident(int(one)) for one in (pid, *children))


def _resident(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1000
    return 0.0


#: Holds OpenVINO GenAI: a line of JSON in (prompt, tokens), one out.
_OPENVINO = """
import json, sys
import openvino_genai as genai
options = json.loads(sys.stdin.readline())
properties = {"INFERENCE_NUM_THREADS": options["threads"]}
if options["drafts"]:
    properties["prompt_lookup"] = True
pipeline = genai.LLMPipeline(options["path"], "CPU", **properties)
tokenizer = pipeline.get_tokenizer()
print(json.dumps("ready"), flush=True)
for line in sys.stdin:
    prompt, tokens = json.loads(line)
    config = genai.GenerationConfig(max_new_tokens=tokens, do_sample=False)
    if options["drafts"]:
        config.num_assistant_tokens, config.max_ngram_size = 5, 3
    text = str(pipeline.generate([prompt], config).texts[0])
    count = lambda told: int(tokenizer.encode(told).input_ids.shape[1])
    print(json.dumps([count(prompt), count(text), text]), flush=True)
"""


def _openvino(model: Path, threads: int, *, drafts: bool) -> tuple[Ask, Callable[[], float]]:
    process = subprocess.Popen(
        [sys.executable, "-c", _OPENVINO], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    told, heard = process.stdin, process.stdout

    def say(what: Any) -> Any:
        told.write(json.dumps(what) + "\n")
        told.flush()
        return json.loads(heard.readline())

    say({"path": str(model), "threads": threads, "drafts": drafts})

    def ask(prompt: str, tokens: int) -> tuple[int, int, str]:
        read, written, text = say([prompt, tokens])
        return read, written, text

    return ask, lambda: _resident(process.pid)


if __name__ == "__main__":
    typer.run(main)
