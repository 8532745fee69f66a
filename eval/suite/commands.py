"""What the commands do, put together of the parts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter
from tqdm import tqdm

from assistant import load_settings
from assistant.assistant import Assistant
from assistant.llm import LanguageModel, open_model
from assistant.models import ModelStore
from assistant.settings import Settings
from eval.cases.articles import COLLECTION, Articles
from eval.cases.load import QUESTIONS, check_quotes, chosen, load_cases
from eval.errors import CaseError, RunError
from eval.suite.asking import Overheard
from eval.suite.provenance import case_hash, describe
from eval.suite.running import answer_cases, judge_results
from eval.suite.runs import RunFolder, find, new_path
from eval.suite.summary import judge_accuracy, summarise
from eval.suite.table import Table, read_table, table_of, write_table
from eval.types import Case, Result

#: Where the index of our own questions is kept between runs.
INDEX = Path("build/eval-index")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases are asked, and about which index (None: ours)."""

    split: str = "test"
    kinds: tuple[str, ...] = ()
    sample: int | None = None
    cases: Path | None = None
    index: Path | None = None

    def to_dict(self) -> dict[str, object]:
        """Plain JSON types; paths are absolute, because a run may be continued from another folder."""
        paths = {"cases": self.cases, "index": self.index}
        return asdict(self) | {name: str(path.resolve()) if path else None for name, path in paths.items()}

    def load(self) -> list[Case]:
        """The cases.

        Raises:
            CaseError: a file is wrong, or the choice is empty or contradicts itself.
        """
        if self.split not in ("dev", "test", "all"):
            raise CaseError(f"The split “{self.split}” is unknown; write dev, test or all.")
        if (self.cases is None) != (self.index is None):
            raise CaseError("Your own cases need --index with the articles they are about, and an index needs --cases.")
        split = None if self.split == "all" else self.split
        return chosen(load_cases(self.cases or QUESTIONS), split=split, kinds=self.kinds, sample=self.sample)


def run_cases(
    choice: Choice,
    *,
    judge: bool,
    out: Path | None = None,
    name: str | None = None,
    resume: bool = False,
    baseline: str | None = None,
    settings: Settings | None = None,
    model: LanguageModel | None = None,
) -> RunFolder:
    """Ask, score, judge, report. ``settings`` and ``model`` are for tests and programs.

    Raises:
        CaseError: the cases are wrong.
        RunError: the folder is, or none of the cases is in the baseline.
        BaselineError: the baseline cannot be read.
        RunStoppedError: it could not be finished; what is finished is kept.
    """
    begun = RunFolder.open(out or find(None)) if resume else None
    choice = TypeAdapter(Choice).validate_python(begun.facts["choice"]) if begun else choice
    cases = choice.load()
    before = baseline_table(baseline)
    if before and not any(row.hash == case_hash(case) for case in cases if (row := before.rows.get(case.id))):
        raise RunError(f"None of the cases is in the baseline {baseline}, so there is nothing to compare.")
    settings = settings or load_settings()
    overheard = Overheard(model or open_model(settings, ModelStore(settings.cache_folder)))
    with closing(overheard), open_index(choice, settings, overheard) as assistant:
        check_quotes(cases, Articles.of_index(assistant))
        made_with = describe(assistant, cases) | {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "split": choice.split,
            "choice": choice.to_dict(),
            "planned": len(cases),
        }
        if begun:
            begun.check_agrees(made_with)
        run = begun or RunFolder.create(out or new_path(name or choice.split), made_with)
        say(f"{len(cases)} cases, kept in {run.path}")
        _ = overheard.context_tokens  # waits for the model, so that its loading is in no answer's time
        results = answer_cases(run, cases, assistant, overheard, _progress)
    # the assistant is closed: its model and the judge's need not be in memory together
    finish(run, results, before)
    if judge:
        from eval.judges import load_judged_metrics

        with load_judged_metrics(settings) as metrics:
            results = judge_results(run, results, metrics, say)
        finish(run, results, before)
    return run


def open_index(choice: Choice, settings: Settings, model: LanguageModel) -> Assistant:
    """The index that the cases are about; ours is brought up to date first."""
    if choice.index is not None:
        return Assistant.open(choice.index, settings=settings, create=False, model=model)
    with ExitStack() as stack:
        assistant = stack.enter_context(Assistant.open(INDEX, settings=settings, model=model))
        report = assistant.ingest(list(COLLECTION), prune=True)
        if report.failed:
            raise RunError(f"The articles of the questions cannot be read ({report.failed[0].reason}).")
        stack.pop_all()
    return assistant


def finish(run: RunFolder, results: Sequence[Result], baseline: Table | None = None) -> None:
    """Write summary, pictures and report, with a baseline beside them where one is given.

    Raises:
        RunError: the run has no finished case, or none that the baseline has.
        RunStoppedError: they cannot be written.
    """
    from eval.suite.report import Baseline, pictures, report_html

    if not results:
        raise RunError(f"The run {run.path} has no finished case; continue it with --resume.")
    table = table_of(run.name, results)
    summary = summarise(table, run.facts, judge_accuracy())
    before = Baseline.of(baseline, table) if baseline else None
    if before:
        summary |= {"changes": before.figures()}
        summary["run"] |= {"baseline": before.name, "in_common": before.comparison.cases}
    drawn = pictures(table, summary, before)
    run.write_summary(summary)
    run.write_pictures(drawn)
    run.write_report(report_html(results, summary, run.facts, drawn, before))


def baseline_table(name: str | None) -> Table | None:
    """What a user means by a baseline: a file that `regress --keep` wrote, or a run.

    Raises:
        BaselineError: the file is no baseline.
        RunError: there is neither.
    """
    if name is None:
        return None
    if Path(name).is_file():
        return read_table(Path(name))
    run = RunFolder.open(find(name))
    return table_of(run.name, run.results())


def keep_baseline(run: RunFolder, file: Path) -> str:
    """Write the scores of a run for later ones to be compared with; returns what was done.

    Raises:
        BaselineError: the file cannot be written.
    """
    kept = ("time", "model", "settings_fingerprint", "prompts", "libraries", "git")
    results = run.results()
    write_table(table_of(run.name, results), file, {name: run.facts.get(name) for name in kept})
    return f"{len(results)} cases of {run.name} are the baseline in {file}."


def articles_for(file: Path, index: Path | None, paths: Sequence[Path]) -> Articles | None:
    """The articles that cases are checked against: of the index, the files, or ours for our own questions."""
    if index is not None:
        with Assistant.open(index, create=False) as assistant:
            return Articles.of_index(assistant)
    if paths:
        return Articles.of_files(paths)
    ours = file.resolve() == QUESTIONS or file.resolve().parent == QUESTIONS
    return Articles.of_files(COLLECTION) if ours else None


def say(sentence: str) -> None:
    """A remark for who watches; standard output is for results."""
    print(sentence, file=sys.stderr, flush=True)


def _progress(cases: Sequence[Case], label: str) -> Iterable[Case]:
    return tqdm(cases, desc=label, unit="case")
