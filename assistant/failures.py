"""The table of failures: for each, where it arises, what the user is told, and what to do.

Every :class:`~assistant.errors.AssistantError` is a row of this table with its facts filled in::

    raise failures.INDEX_DISK_FULL(folder=folder) from error

The error's class decides the exit code (see ``assistant/errors.py``). ``docs/failures.md`` is this table as a
page, written by ``python docs/failures.py``; a test keeps the two alike, and another that no error is made
beside the table. "Something unforeseen" (``cli/edge.py``) is for bugs alone.

Rows stand under the station where they arise. A row is named STATION_WHAT; its sentence is ``what``, a
semicolon and ``remedy``, with facts in braces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from assistant.errors import (
    ArticleError,
    AssistantError,
    IndexBusyError,
    IndexDamagedError,
    IndexFormatError,
    IndexReadOnlyError,
    IndexStoreError,
    InputError,
    ModelConfigError,
    ModelError,
    ModelReplyError,
    ModelStoreError,
    ModelUnavailableError,
    NotFoundError,
    QuestionError,
    SettingsError,
)

E = TypeVar("E", bound=AssistantError)


@dataclass(frozen=True, slots=True)
class Failure(Generic[E]):
    """One row.

    Attributes:
        kind: the error's class; it knows the exit code and whether a retry makes sense.
        what: what is wrong, as the beginning of a sentence without its full stop.
        remedy: what to do, as the end of that sentence; empty where ``what`` says it all.
    """

    kind: type[E]
    what: str
    remedy: str = ""

    def __call__(self, **facts: object) -> E:
        """The error, with its facts filled in.

        Raises:
            KeyError: a fact that the sentence names is missing.
        """
        return self.kind(self.sentence.format(**facts))

    @property
    def sentence(self) -> str:
        """The whole sentence, facts still in braces."""
        return f"{self.what}; {self.remedy}." if self.remedy else f"{self.what}."


def table() -> dict[str, Failure[AssistantError]]:
    """All rows by name, in the order of this module."""
    return {name: row for name, row in globals().items() if isinstance(row, Failure)}


# === settings and command line ================================================================

SETTING_ENVIRONMENT_UNKNOWN = Failure(
    SettingsError, "The environment variable {name} is no setting{nearest}", "`assistant doctor` lists them all"
)
SETTING_UNKNOWN = Failure(SettingsError, "“{name}” is no setting{nearest}", "`assistant doctor` lists them all")
SETTING_WRONG = Failure(SettingsError, "The setting {name} is wrong: {problem} (got {given})")
SETTING_SECRET_WRONG = Failure(SettingsError, "The setting {name} is wrong: {problem} (what was given is not shown)")
SETTINGS_FILE_MALFORMED = Failure(SettingsError, "{file} is not valid TOML ({reason})", "mend that line")
SETTINGS_FILE_UNREADABLE = Failure(
    SettingsError, "{file} cannot be read ({reason})", "save it as UTF-8 text that you may read, or remove it"
)
DATE_MALFORMED = Failure(InputError, "“{given}” is no date", "write it as 2024-03-31")
QUESTION_NOT_TEXT = Failure(
    InputError, "Standard input is not text in UTF-8 ({reason})", "save the question as UTF-8 and try again"
)
OUTPUT_NOT_WRITTEN = Failure(
    AssistantError, "The output cannot be written ({reason})", "free some space, or write it to another place"
)
EXPORT_FORMAT = Failure(InputError, "“{name}” names no format that can be written", "end the name in {suffixes}")
EXPORT_EXISTS = Failure(InputError, "{path} exists already", "name another file, or add --force to replace it")
EXPORT_NOT_WRITTEN = Failure(
    InputError, "{path} cannot be written ({reason})", "name a file in another place, or mend that and try again"
)
UNFORESEEN = Failure(
    AssistantError,
    "Something unforeseen went wrong ({kind}: {reason})",
    "run it again with --debug for the details",
)


# === articles: files, folders, URLs ===========================================================

ARTICLES_NONE_NAMED = Failure(InputError, "No article was named", "give a file, a folder or a URL")
ARTICLE_UNNAMED = Failure(ArticleError, "An article's name is empty", "give a file, a folder or a URL")
ARTICLE_MISSING = Failure(ArticleError, "{name} does not exist", "check the path")
ARTICLE_UNREADABLE = Failure(ArticleError, "{name} may not be read", "check its permissions")
ARTICLE_PATH = Failure(ArticleError, "“{name}” is no usable path", "check it")
ARTICLE_NAME_NOT_UTF8 = Failure(ArticleError, "The name {name} is not valid UTF-8", "rename it")
ARTICLE_NAME_CONTROLS = Failure(
    ArticleError, "The name {name} has control characters in it, which a terminal would obey", "rename it"
)
ARTICLE_NOT_REGULAR = Failure(ArticleError, "{name} is no regular file", "give a text, Markdown or HTML file")
ARTICLE_KIND = Failure(ArticleError, "{name} is of a kind that cannot be read", "{reads} can")
ARTICLE_FOLDER_UNREADABLE = Failure(ArticleError, "The folder {name} may not be read", "check its permissions")
ARTICLE_FOLDER_EMPTY = Failure(ArticleError, "The folder {name} holds no article", "{reads} are read")
ARTICLE_SKIPPED = Failure(ArticleError, "{reason}")
ARTICLE_VANISHED = Failure(ArticleError, "{name} does not exist any more", "check the path")
ARTICLE_UNREAD = Failure(ArticleError, "{name} cannot be read ({reason})", "check the file and its disk")
ARTICLE_TOO_LARGE = Failure(ArticleError, "{name} is larger than {limit} MB", "raise max_article_mb to read it")

ARTICLE_URL = Failure(ArticleError, "“{url}” is no valid URL", "check it")
ARTICLE_URL_SCHEME = Failure(ArticleError, "{url} is of a kind that cannot be fetched", "http and https URLs can")
ARTICLE_URL_HOST = Failure(ArticleError, "“{url}” names no host", "check the URL")
ARTICLE_URL_CREDENTIALS = Failure(
    ArticleError, "A URL with a user name or password in it is refused", "it would be stored and cited"
)
ARTICLE_URL_REFUSED = Failure(ArticleError, "{url} is refused: {reason}", "set allow_private_urls to fetch it anyway")
ARTICLE_URL_TIMEOUT = Failure(ArticleError, "{url} was not read within {timeout} seconds", "try again later")
ARTICLE_URL_REDIRECTS = Failure(ArticleError, "{url} redirects more than {most} times", "give the final URL")
ARTICLE_URL_LEADS_ASTRAY = Failure(ArticleError, "{url} leads to no valid http or https URL", "check it")
ARTICLE_URL_LEADS_TO_CREDENTIALS = Failure(
    ArticleError,
    "{url} leads to a URL with a user name or password in it, which is neither sent nor stored",
    "save the page and give the file",
)
ARTICLE_URL_UNFETCHED = Failure(
    ArticleError, "{url} cannot be fetched ({reason})", "check it, or save the page and give the file"
)
ARTICLE_URL_STATUS = Failure(ArticleError, "{url} answered with status {status}", "check it")
ARTICLE_URL_TYPE = Failure(ArticleError, "{url} is {media}", "only HTML, plain text and Markdown are read")
ARTICLE_URL_ENCODING = Failure(
    ArticleError,
    "{url} is sent packed ({encoding}), though it was asked for as it is",
    "save the page and give the file",
)

ARTICLE_BINARY = Failure(ArticleError, "{name} is not text but binary data", "give a .txt, .md or .html file")
ARTICLE_ENCODING = Failure(ArticleError, "The encoding of {name} cannot be told", "save it as UTF-8 and try again")
ARTICLE_EMPTY = Failure(ArticleError, "{name} is empty", "there is no article in it")
ARTICLE_NO_TEXT = Failure(ArticleError, "{name} holds no text", "check the file")
ARTICLE_ONLY_FURNITURE = Failure(ArticleError, "{name} holds no article, only page furniture", "check the file")
ARTICLE_NOT_IN_PAGE = Failure(
    ArticleError, "{name} holds no article that can be told from its page", "save the text as .txt"
)
ARTICLE_PAGE_TOO_LARGE = Failure(
    ArticleError,
    "{name} has {what}, far more than a page with an article in it, and would take very long to read",
    "save the text as .txt",
)


# === index: catalog and vectors ===============================================================

INDEX_DISK_FULL = Failure(
    IndexStoreError,
    "The disk of the index {folder} is full",
    "free some space and run the same command again (what was reported as added is kept)",
)
INDEX_TEMPORARY_FOLDER_FULL = Failure(
    IndexStoreError,
    "The temporary folder {temporary} is full, so the index {folder} cannot be worked with",
    "free some space there, or name another folder in the environment variable TMPDIR",
)
INDEX_TOO_MANY_FILES = Failure(
    IndexStoreError,
    "This process may not open any more files, so the index {folder} cannot be worked with",
    "raise the limit (`ulimit -n 1024`) and run the same command again",
)
INDEX_READ_ONLY = Failure(
    IndexReadOnlyError,
    "The index {folder} is read-only, so it can be searched but not changed",
    "make the folder writable or ingest into another one",
)
INDEX_BUSY = Failure(
    IndexBusyError,
    "Another process is writing to the index {folder}",
    "wait until it has finished, then try again",
)
INDEX_UNREADABLE = Failure(
    IndexStoreError,
    "The index folder {folder} cannot be read: {reason}",
    "give yourself the right to read it, or name another folder",
)
INDEX_FILE_UNREADABLE = Failure(
    IndexStoreError,
    "{path} of the index cannot be opened: {reason}",
    "give yourself the right to read and write it, or name another index folder",
)
INDEX_NO_FILE = Failure(
    IndexStoreError,
    "{path} of the index is no file",
    "move away what stands in its place and restore the file from a backup, or name another index folder",
)
INDEX_CANNOT_BE_MADE = Failure(
    IndexStoreError,
    "The index folder {folder} cannot be made ({reason})",
    "name another one",
)
INDEX_VANISHED = Failure(
    IndexStoreError,
    "The index folder {folder} has vanished while it was open",
    "put it back, or ingest the articles again",
)
INDEX_PATH_NOT_TEXT = Failure(
    IndexFormatError,
    "The path {folder} of the index cannot be written in UTF-8, which the vectors' store demands",
    "rename the folder, or name another one",
)
INDEX_MISSING = Failure(
    IndexFormatError,
    "There is no index at {folder} yet",
    "run `assistant ingest PATH` first to make one",
)
INDEX_IS_A_FILE = Failure(
    IndexFormatError,
    "{folder} is a file, not an index folder",
    "name a new or empty folder",
)
INDEX_OTHER_FILES = Failure(
    IndexFormatError,
    "{folder} is not an index: it holds other files, such as {name}",
    "name a new or empty folder",
)
INDEX_OTHER_DATABASE = Failure(
    IndexFormatError,
    "{folder} is not an index of this program: its {file} is another program's database",
    "name a new or empty folder",
)
INDEX_NEWER_FORMAT = Failure(
    IndexFormatError,
    "The index {folder} was made by a newer version (format {found}, this one reads up to {known})",
    "update this program or use another index folder",
)
INDEX_OTHER_EMBEDDING = Failure(
    IndexFormatError,
    "The index {folder} was made with the embedding {made} ({made_dimension} dimensions), but the settings ask for "
    "{asked} ({asked_dimension})",
    "change them back, or ingest the articles into another index folder",
)
INDEX_CATALOG_MISSING = Failure(
    IndexDamagedError,
    "The catalog of the index {folder} is missing",
    "restore {file} from a backup, or ingest the articles again into a new folder",
)
INDEX_CATALOG_DAMAGED = Failure(
    IndexDamagedError,
    "The catalog of the index {folder} is damaged ({reason})",
    "restore {file} from a backup, or ingest the articles again into a new folder",
)
INDEX_LEXICON_DAMAGED = Failure(
    IndexDamagedError,
    "The lexical index of {folder} is damaged ({reason})",
    "`assistant doctor --repair` writes it anew from the stored articles",
)
INDEX_VECTOR_DAMAGED = Failure(
    IndexDamagedError,
    "{count} passages of the index {folder} have no whole vector",
    "`assistant doctor --repair` computes them again from the stored articles",
)
INDEX_CATALOG_UNUSABLE = Failure(
    IndexStoreError,
    "The catalog of the index {folder} cannot be used: {reason}",
    "look whether its disk is in order and can be written, then try again",
)
INDEX_CONTRADICTS_ITSELF = Failure(
    IndexDamagedError,
    "The catalog of the index {folder} refuses the change, because what it holds contradicts itself ({reason})",
    "`assistant doctor` tells what is wrong with it",
)
INDEX_LOCK_UNUSABLE = Failure(
    IndexStoreError,
    "The lock file {path} of the index cannot be used: {reason}",
    "delete it, for nothing is kept in it, and look whether its folder can be written",
)
INDEX_VECTORS_NOT_WRITTEN = Failure(
    IndexStoreError,
    "The vectors of the index {folder} cannot be written ({reason})",
    "look whether its disk is in order and can be written, then try again (the articles themselves are kept)",
)
INDEX_CHROMA_URL_WRONG = Failure(
    IndexFormatError,
    "The setting chroma_url is “{url}”",
    "it must look like http://localhost:8000",
)
INDEX_CHROMA_SILENT = Failure(
    IndexStoreError,
    "The Chroma server at {url} does not answer ({reason})",
    "start it or unset the setting chroma_url",
)
INDEX_CHROMA_FAILED = Failure(
    IndexStoreError,
    "The Chroma server at {url} failed: {reason}",
    "look at its log, or unset the setting chroma_url",
)
SURVEY_RUNNING = Failure(
    IndexBusyError,
    "This survey is running already, in another window or process",
    "wait until it has finished, or stop it there (what it has read is not read again)",
)
SURVEY_UNKEPT = Failure(
    IndexStoreError,
    "What the survey has read cannot be kept in {path} ({reason})",
    "free some space and start it again, and it goes on behind the last passage that was kept",
)
INDEX_TRACE_STAYS = Failure(
    IndexStoreError,
    "The article is removed, but {path}, which quotes it, cannot be changed: {reason}",
    "give yourself the right to change it and run any writing command again, which finishes this",
)
INDEX_NO_ARTICLE = Failure(
    NotFoundError,
    "The index has no article “{article_id}”",
    "`assistant articles` lists them all",
)
INDEX_NO_PASSAGE = Failure(
    NotFoundError,
    "The index has no passage “{passage_id}” any more",
    "search again",
)
INDEX_DATE_WRONG = Failure(
    InputError,
    "“{text}” is no date",
    "write it as YYYY-MM-DD",
)


# === questions ================================================================================

QUESTION_EMPTY = Failure(QuestionError, "The question is empty", "ask something in words")
QUESTION_TOO_LONG = Failure(
    QuestionError,
    "The question has {found} characters, {allowed} are allowed",
    "shorten it or raise ASSISTANT_MAX_QUESTION_CHARS",
)
SURVEY_NOT_COUNTABLE = Failure(
    QuestionError,
    "“{question}” asks for nothing that can be listed",
    "ask which, who or what, as in “Which countries rejected sending troops?”, or ask it with `assistant ask`",
)
SURVEY_COLUMNS = Failure(InputError, "{found} columns are too many", "{allowed} are allowed, the first one included")
SURVEY_NO_GRID = Failure(InputError, "No article passes these filters", "`assistant articles` lists them all")
SURVEY_GRID_QUESTIONS = Failure(
    InputError, "{found} questions are too many for one table", "{allowed} at a time are allowed"
)
OUTLET_UNKNOWN = Failure(InputError, "No article is of the outlet “{outlet}”", "these outlets are there: {known}")
QUESTION_MANY = Failure(QuestionError, "These are {found} questions, {allowed} at a time are allowed", "ask fewer")
QUESTION_BEYOND_CONTEXT = Failure(
    ModelConfigError,
    "The question does not fit the model's context of {tokens} tokens",
    "shorten it, or take a model with a longer one (of an embedded model: raise ASSISTANT_LLM_CONTEXT)",
)
EVIDENCE_BEYOND_CONTEXT = Failure(
    ModelConfigError,
    "What the articles say on this is one sentence of {characters} characters (in “{title}”), too long for the "
    "model's context of {tokens} tokens",
    "take a model with a longer one (of an embedded model: raise ASSISTANT_LLM_CONTEXT), or break up that sentence "
    "in the article",
)
PROMPT_UNREADABLE = Failure(SettingsError, "The prompt {path} cannot be read ({reason})", "restore the file")
PROMPT_SECTIONS = Failure(
    SettingsError, "The prompt {path} needs a “## system” and a “## user” section", "add the missing one"
)
PROMPT_VARIABLES = Failure(
    SettingsError, "The prompt {path} must use exactly the variables {variables}", "wrong: {wrong}"
)
PROMPT_BRACE = Failure(SettingsError, "The prompt {path} has an unpaired brace ({reason})", "double it: {{{{")


# === model files: store, embedding, reranker ==================================================

MODELS_UNKNOWN = Failure(
    ModelStoreError,
    "There is no model “{name}”: neither a name of the model store (`assistant models`), "
    "nor hf:OWNER/REPO/FILE.gguf, nor an existing path.{hint}",
)
MODELS_NOT_WHOLE = Failure(
    ModelStoreError,
    "{name} is not whole ({path} is missing or damaged)",
    "`assistant models fetch {name}` fetches it again",
)
MODELS_CHANGED = Failure(
    ModelStoreError,
    "The model file {path} is no longer what was fetched from the hub (its bytes have changed)",
    "delete {place}, and it is fetched again",
)
MODELS_DERIVED_CHANGED = Failure(
    ModelStoreError,
    "{path}, made from the embedding model, has changed since",
    "nothing need be done, the next start makes it again (or delete {folder})",
)
MODELS_NOT_FETCHED = Failure(
    ModelStoreError,
    "The model {name} cannot be fetched: {reasons}. Connect to the network once, or copy its files to {folder}",
)
MODELS_HUB_NAME = Failure(
    ModelStoreError,
    "“{name}” is no hub name",
    "write hf:OWNER/REPO/FILE.gguf for a language model or hf:OWNER/REPO for an embedding model",
)
MODELS_HUB_FAILED = Failure(
    ModelStoreError,
    "{name} cannot be fetched: {reason}. Check the name and the network, or name a local path instead",
)
MODELS_DISK_FULL = Failure(
    ModelStoreError,
    "The disk is too full for {what}{need}",
    "free some space, or name a folder on another disk with ASSISTANT_CACHE",
)
MODELS_CACHE_CLOSED = Failure(
    ModelStoreError, "The model cache cannot be written ({place})", "name another folder with ASSISTANT_CACHE"
)
MODELS_UNREADABLE = Failure(
    ModelStoreError, "The model file {path} cannot be read ({reason})", "mend its permissions, or delete it"
)
MODELS_MANIFEST = Failure(ModelStoreError, "The model manifest {place} cannot be used: {reason}")
EMBEDDING_FOLDER = Failure(
    ModelStoreError,
    "{folder} holds no embedding model (no modules.json or config.json)",
    "name a folder in the layout of sentence-transformers",
)
EMBEDDING_UNLOADABLE = Failure(
    ModelStoreError,
    "The embedding model in {folder} cannot be loaded ({reason})",
    "fetch it again or name another with ASSISTANT_EMBEDDING_MODEL",
)
CROSS_ENCODER_FOLDER = Failure(
    ModelStoreError,
    "{folder} holds no cross-encoder (no config.json)",
    "name a folder that sentence-transformers' CrossEncoder can load",
)
CROSS_ENCODER_UNLOADABLE = Failure(
    ModelStoreError,
    "The cross-encoder in {folder} cannot be loaded ({reason})",
    "fetch it again, or leave the setting that names it unset",
)
RERANKER_OUTPUTS = Failure(
    ModelStoreError,
    "{folder} is no reranker: it gives {labels} labels instead of one score",
    "name a cross-encoder with one output, or leave ASSISTANT_RERANKER unset",
)
CHECKER_OUTPUTS = Failure(
    ModelStoreError,
    "{folder} is no checker: none of its outputs ({labels}) says that one text follows from another",
    "name a model for entailment or fact checking, or leave ASSISTANT_CHECKER unset",
)


# === language model ===========================================================================

MODEL_CLOSED = Failure(ModelError, "The language model is closed", "open the assistant again")
MODEL_SCRIPT_ENDED = Failure(ModelError, "The script holds nothing more for {kind}()")
MODEL_UNNAMED = Failure(
    ModelConfigError,
    "No language model is named",
    "name one of `assistant models`, a .gguf file or a URL with ASSISTANT_LLM",
)
MODEL_NAME_MISSING = Failure(ModelConfigError, "“{name}” lacks the model's name", "write {kind}:NAME")
MODEL_KIND_UNKNOWN = Failure(
    ModelConfigError,
    "“{name}” names no kind of model that is known",
    "write a name of `assistant models`, a .gguf file, hf:OWNER/REPO/FILE.gguf, a URL, ollama:NAME, openai:NAME or "
    "anthropic:NAME",
)
MODEL_IS_FOLDER = Failure(ModelConfigError, "{path} is a folder, not a language model", "name its .gguf file")
MODEL_URL = Failure(ModelConfigError, "“{url}” is no URL", "write it like http://localhost:8000/v1")
MODEL_KEY_MISSING = Failure(ModelConfigError, "No key for {company}", "set ASSISTANT_LLM_KEY or {variable}")
MODEL_KEY_MALFORMED = Failure(
    ModelConfigError,
    "The API key has characters that cannot be sent (white space, or letters beyond ASCII)",
    "set ASSISTANT_LLM_KEY to a valid one",
)
MODEL_EXTRA_MISSING = Failure(
    ModelConfigError, "Anthropic's models need an extra", "pip install 'cited-news-assistant[anthropic]'"
)
MODEL_FILE_UNREADABLE = Failure(
    ModelConfigError, "The model file {path} cannot be read ({reason})", "name a .gguf file with ASSISTANT_LLM"
)
MODEL_NO_GGUF = Failure(
    ModelConfigError,
    "{path} is no GGUF model file, or it is damaged",
    "fetch it again or name another with ASSISTANT_LLM",
)
MODEL_UNLOADABLE = Failure(
    ModelConfigError,
    "The engine llama.cpp cannot load {path} (damaged, not a language model, or too large for the memory)",
    "fetch it again or name another with ASSISTANT_LLM",
)
MODEL_DIED_LOADING = Failure(
    ModelConfigError,
    "The engine llama.cpp ended while it loaded {path} ({how})",
    "fetch the file again, or name another model or an endpoint with ASSISTANT_LLM",
)
MODEL_INSTRUCTION = Failure(
    ModelConfigError,
    "The engine llama.cpp as it comes uses instructions that this processor, or its system, does not have (AVX2)",
    "build one for it (`assistant engine build`), or name an endpoint with ASSISTANT_LLM",
)
MODEL_NEEDS_GOMP = Failure(
    ModelConfigError,
    "The engine llama.cpp needs the system library libgomp",
    "install the package libgomp1 (`apt-get install libgomp1`), or name an endpoint with ASSISTANT_LLM",
)
MODEL_LIBRARY = Failure(
    ModelConfigError,
    "The engine llama.cpp cannot be loaded ({reason})",
    "reinstall xllamacpp, or name an endpoint with ASSISTANT_LLM",
)
ENGINE_MISSING = Failure(
    ModelConfigError,
    "ASSISTANT_ENGINE names {name}, and there is no program of that name",
    "install a llama-server, give its path, or use `auto` or `portable`",
)
ENGINE_TOOLS_MISSING = Failure(
    ModelConfigError,
    "Building an engine needs {missing}",
    "install what is missing (`apt-get install cmake g++`), or put a llama-server on the PATH",
)
ENGINE_NOT_BUILT = Failure(
    ModelConfigError,
    "No engine could be built ({reason})",
    "try again with another compiler, or put a llama-server on the PATH; the portable engine goes on as before",
)
ENGINE_UNUSABLE = Failure(
    ModelConfigError,
    "The engine {program} cannot be used for {path}: {reason}",
    "take another with ASSISTANT_ENGINE (`portable` comes with the assistant), or fetch the model file again",
)
MODEL_UNREACHABLE = Failure(
    ModelUnavailableError,
    "The language model's endpoint {url} cannot be reached, or broke off",
    "{remedy}, or name another with ASSISTANT_LLM",
)
MODEL_SILENT = Failure(
    ModelUnavailableError,
    "The language model at {url} sent nothing for {seconds} s",
    "try again, or allow it more with ASSISTANT_LLM_TIMEOUT",
)
MODEL_KEY_REFUSED = Failure(
    ModelConfigError, "The endpoint {url} refuses the API key{said}", "set ASSISTANT_LLM_KEY to a valid one"
)
MODEL_NONE_LISTED = Failure(ModelConfigError, "The endpoint {url} lists no models", "name one with ASSISTANT_LLM_MODEL")
MODEL_NOT_LISTED = Failure(ModelConfigError, "The endpoint {url} has no model “{model}”", "it offers {offered}")
MODEL_NOT_ALLOWED = Failure(
    ModelConfigError,
    "The endpoint {url} does not allow this with your API key{said}",
    "check what the key may do, or set ASSISTANT_LLM_KEY to another",
)
MODEL_UNKNOWN_THERE = Failure(
    ModelConfigError,
    "The endpoint {url} has no model “{model}”{said}",
    "name one that it offers (ASSISTANT_LLM, or ASSISTANT_LLM_MODEL for a URL)",
)
MODEL_RATE_LIMITED = Failure(
    ModelUnavailableError, "The endpoint {url} limits the rate of requests{said}", "wait a little, and ask again"
)
MODEL_QUOTA_USED_UP = Failure(
    ModelConfigError,
    "The quota or the credit of your account at {url} is used up{said}",
    "check its plan and billing, or name another with ASSISTANT_LLM",
)
MODEL_STATUS = Failure(ModelUnavailableError, "The endpoint {url} failed with status {status}{said}", "try again")
MODEL_PROMPT_TOO_LONG = Failure(
    ModelConfigError,
    "The prompt is too long for the model{said}",
    "lower ASSISTANT_EVIDENCE_TOKENS or raise ASSISTANT_LLM_CONTEXT",
)
MODEL_REQUEST_REFUSED = Failure(
    ModelConfigError, "The endpoint {url} does not accept the request{said}", "check the model's name “{model}”"
)
MODEL_FAILED_WRITING = Failure(
    ModelUnavailableError, "The language model at {url} failed while writing ({said})", "try again"
)
MODEL_BROKE_OFF = Failure(
    ModelUnavailableError, "The language model at {url} broke off in the middle of its reply", "try again"
)
MODEL_NOT_AN_INTERFACE = Failure(
    ModelError,
    "The endpoint {url} does not answer like an OpenAI-compatible interface",
    "check the address (it usually ends in /v1), or name another with ASSISTANT_LLM",
)
MODEL_NOT_A_COMPLETION = Failure(
    ModelError,
    "The language model's endpoint {url} sent something that is no chat completion",
    "check the address and the server's log, or name another with ASSISTANT_LLM",
)
MODEL_NO_TEXT = Failure(
    ModelReplyError,
    "The language model at {url} answered with nothing",
    "try again, or name another with ASSISTANT_LLM",
)
MODEL_REFUSES = Failure(
    ModelReplyError,
    "The language model at {url} refuses to answer{said}",
    "ask in other words, or name another with ASSISTANT_LLM",
)
MODEL_FILTERED = Failure(
    ModelReplyError,
    "The reply of the language model at {url} was cut off by its provider's filter",
    "ask in other words, or name another with ASSISTANT_LLM",
)
MODEL_CALLS_TOOL = Failure(
    ModelReplyError,
    "The language model at {url} called a tool instead of answering",
    "name another with ASSISTANT_LLM",
)
MODEL_ENDED_ODDLY = Failure(
    ModelReplyError,
    "The language model at {url} ended its reply for a reason that is not known (“{finish}”)",
    "try again, or name another with ASSISTANT_LLM",
)
MODEL_CUT_SHORT = Failure(
    ModelError,
    "The language model reached the limit of {tokens} tokens before its first sentence was whole",
    "raise ASSISTANT_LLM_MAX_TOKENS",
)
MODEL_ONLY_THOUGHTS = Failure(
    ModelReplyError,
    "The language model at {url} used up its {tokens} tokens in thought, before it came to an answer",
    "raise ASSISTANT_LLM_MAX_TOKENS, switch its thinking off at the server, or name another with ASSISTANT_LLM",
)
MODEL_THINKS_ALOUD = Failure(
    ModelReplyError,
    "The language model at {url} wrote down its thoughts before its answer, with no mark where they begin",
    "ask again: from now on they are left out",
)
MODEL_ENDLESS = Failure(
    ModelError,
    "What {url} sends has no end, or is far longer than any reply",
    "check the server, or name another with ASSISTANT_LLM",
)
MODEL_COMPRESSED = Failure(
    ModelError,
    "The endpoint at {host} sends its reply compressed, although that was not asked for",
    "switch that off there, or name another with ASSISTANT_LLM",
)


# === the desk: drafts, records, exports =======================================================

DRAFT_EMPTY = Failure(InputError, "There is no text to check", "give a file with text, or - for standard input")
DRAFT_UNREADABLE = Failure(InputError, "{path} cannot be read ({reason})", "give a text file that you may read")
DRAFT_NOT_TEXT = Failure(
    InputError, "{path} is not text ({reason})", "save the draft as plain text or Markdown in UTF-8 and try again"
)
DRAFT_TOO_LONG = Failure(
    InputError, "The text has {length} characters, {limit} are allowed", "check it in parts of at most that many"
)
DRAFT_NO_SENTENCE = Failure(InputError, "The text has no sentence in it", "give one with words")
RECORD_UNREADABLE = Failure(InputError, "The record {path} cannot be read ({reason})", "check the path")
RECORD_MALFORMED = Failure(
    InputError, "{path} is no record of this assistant ({reason})", "give a file that `--record` has written"
)
RECORD_IN_INDEX = Failure(
    InputError,
    "{path} lies in the index folder {folder}, where a record would outlive the articles that it quotes",
    "write it elsewhere",
)
RECORD_NO_REPLAY = Failure(
    InputError, "A record of the kind “{kind}” cannot be asked again", "those of answers and checked texts can"
)
OUTPUT_FILE_EXISTS = Failure(InputError, "{path} exists already", "give another name, or --force to overwrite it")
OUTPUT_FILE_UNWRITABLE = Failure(
    InputError, "{path} cannot be written ({reason})", "give a file in a folder that you may write to"
)


# === page and programs ========================================================================

PAGE_NEEDS_PASSWORD = Failure(
    SettingsError,
    "Binding to {host} opens the page to other machines",
    "set a password first, ASSISTANT_AUTH=user:password",
)
PAGE_PASSWORD_FORM = Failure(SettingsError, "The setting auth is wrong: write ASSISTANT_AUTH as user:password")
PAGE_PORT = Failure(SettingsError, "Port {port} of {host} cannot be used ({why})", "choose another with --port")
PAGE_ADDRESS = Failure(
    SettingsError,
    "{host} is no address of this machine that a page can be bound to",
    "give --host one of its addresses, such as 127.0.0.1",
)
PAGE_NOT_STARTED = Failure(
    SettingsError, "The page on {host} did not start within {seconds} seconds", "the machine is too busy; try again"
)
PAGE_ROOT_PATH = Failure(
    SettingsError,
    "“{path}” is no path to publish the page under",
    "write --root-path as /news: letters, digits and - _ . ~ between slashes",
)
PAGE_LINE_FULL = Failure(ModelUnavailableError, "{waiting} questions are waiting already", "ask again in a minute")
PAGE_CONVERSATION_FULL = Failure(
    QuestionError,
    "This conversation is as long as one may be ({limit} MB)",
    "begin a new one with + New, or raise max_conversation_mb",
)
PAGE_TOO_MANY_FILES = Failure(
    InputError,
    "{count} files are too many for one upload, {limit} are allowed",
    "send fewer at a time, or index the folder with `assistant ingest`",
)
PAGE_NO_URL = Failure(InputError, "That is no web address", "it begins with https:// or http://")
PAGE_NO_DATE = Failure(InputError, "“{text}” is no date", "write it as 2024-03-31")
PAGE_LIMIT = Failure(QuestionError, "The limit is {limit}", "it must be between 1 and {most}")
PAGE_ARGUMENT = Failure(InputError, "The argument {name} is wrong ({value})", "it must be {kind}")
PAGE_ARGUMENTS = Failure(
    InputError, "{given} arguments are too many, {name} takes {most}", "send them as docs/page.md lists them"
)
PAGE_VALUE = Failure(InputError, "The page sent a value that it cannot have ({why})", "load it again")
PAGE_MODEL = Failure(SettingsError, "The page offers no language model “{name}”", "choose one of those in its settings")
PAGE_STOPPED = Failure(InputError, "The answer was stopped", "ask again")
PAGE_JOBS_FULL = Failure(
    ModelUnavailableError, "{most} pieces of work are going on already", "stop one, or wait until one has ended"
)
PAGE_JOB_GIVEN_UP = Failure(InputError, "The work was given up before its end", "start it again")
PAGE_JOB_GONE = Failure(InputError, "The page no longer keeps what came of this", "start it again")
PAGE_NO_EXPORT = Failure(InputError, "This cannot be exported as {kind}", "choose one of the formats that are offered")
PAGE_FEEDBACK = Failure(IndexStoreError, "The feedback cannot be written to {path} ({why})")
PAGE_FEEDBACK_FULL = Failure(
    IndexStoreError, "The feedback in {path} has {limit} MB, and no more is taken", "move that file elsewhere"
)
# what the page's server answers; the status stands where it is refused (assistant/ui/access/)
PAGE_UNFORESEEN = Failure(
    AssistantError, "Something unforeseen went wrong on the page's server", "its log has a line about it"
)
PAGE_HOST = Failure(
    InputError,
    "The page does not answer to the name “{host}”",
    "whoever runs it can allow that name with ASSISTANT_HOSTS; a proxy must pass the Host header on",
)
PAGE_ORIGIN = Failure(
    InputError,
    "This was sent by another web page, which may not use this one",
    "open the page itself; a proxy must pass the Host header on, with its port",
)
PAGE_PASSWORD_ASKED = Failure(InputError, "This page asks for its user name and password")
PAGE_TOO_MANY_PASSWORDS = Failure(InputError, "Too many wrong passwords were sent", "wait a minute")
PAGE_NOT_THERE = Failure(InputError, "There is nothing here")
PAGE_BODY = Failure(InputError, "The call is larger than {limit} MB", "send less")
PAGE_UPLOAD_SIZE = Failure(InputError, "The files are larger than {limit} MB together", "send fewer at a time")
PAGE_UPLOAD_FILES = Failure(InputError, "More than {limit} files are too many for one upload", "send fewer at a time")
PAGE_DISK_FULL = Failure(
    InputError, "The disk for uploads has no room for this at the moment", "free some space, or try later"
)
PAGE_NO_FUNCTION = Failure(
    InputError, "There is no function “{name}” to call", "programs may call ask, search, list_articles and read_article"
)
PAGE_NO_DATA = Failure(
    InputError, "The call cannot be read", 'send a JSON object with the arguments as a list, {{"data": […]}}'
)
PAGE_PRIVATE = Failure(InputError, "Only the page itself may do this", "load it again if this is the page")
