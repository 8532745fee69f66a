// What only a browser can do: keep conversations, download them, move the focus.
// Each conversation has an entry of its own in localStorage, so that two tabs never overwrite each other's.
(() => {
  const prefix = "news-assistant:COLLECTION:";
  const current = prefix + "current";
  const isConversation = (key) => key && key.startsWith(prefix + "c:");
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const list = () => Object.keys(localStorage).filter(isConversation).map(read)
    .filter((found) => found && found.id)
    .sort((a, b) => (b.updated || 0) - (a.updated || 0))
    .map(({ id, title }) => ({ id, title: title || "Conversation" }));
  const note = (text) => {
    const line = document.querySelector("#na-storage-note");
    if (line) line.textContent = text;
  };
  // the server takes no more with one event
  const opened = (id) => {
    const text = localStorage.getItem(prefix + "c:" + id) || "";
    const fits = new Blob([text]).size <= CONVERSATION_BYTES;
    note(fits ? "" : "This conversation is too long to be opened again. Delete old ones, or raise max_conversation_mb.");
    return fits ? read(prefix + "c:" + id) : null;
  };
  const soon = (action) => setTimeout(action, 60);

  window.newsAssistant = {
    list,
    boot() {
      const id = sessionStorage.getItem(current);
      return { list: list(), conversation: id ? opened(id) : null };
    },
    open(id) {
      sessionStorage.setItem(current, id);
      return opened(id);
    },
    save(conversation) {
      if (!conversation || !conversation.id || !(conversation.turns || []).length) return;
      sessionStorage.setItem(current, conversation.id);
      try {
        localStorage.setItem(prefix + "c:" + conversation.id, JSON.stringify({ ...conversation, updated: Date.now() }));
        note("");
      } catch {
        note("This browser's storage is full: the conversation will be lost on a reload. Export or delete old ones.");
      }
    },
    forget(id) {
      localStorage.removeItem(prefix + "c:" + id);
      sessionStorage.removeItem(current);
    },
    leave() { sessionStorage.removeItem(current); },
    download(file) {
      if (!file || !file.text) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([file.text], { type: file.type }));
      link.download = file.name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    reveal() {
      soon(() => {
        const panel = document.querySelector("#na-source");
        if (!panel) return;
        panel.classList.add("na-open");
        const text = panel.querySelector(".na-text");
        const mark = panel.querySelector("mark");
        if (text) text.scrollTop = mark ? mark.offsetTop - text.offsetTop - text.clientHeight / 3 : 0;
        panel.querySelector("h2")?.focus({ preventScroll: true });
        if (panel.getBoundingClientRect().bottom < 80) panel.scrollIntoView({ block: "start" });
      });
    },
    show(selector) {
      const column = document.querySelector(selector);
      column?.classList.remove("na-closed");
      soon(() => column?.querySelector("h2")?.focus());
    },
    follow() {
      soon(() => {
        const log = document.querySelector("#na-log");
        if (log && log.dataset.away !== "yes") log.scrollTop = log.scrollHeight;
      });
    },
    focus(selector) { soon(() => document.querySelector(selector)?.focus()); },
  };

  let opener = null;
  let viewer = null;
  document.addEventListener("click", (event) => {
    const open = event.target.closest?.('[data-act="open"]');
    if (open) opener = open;
    viewer = event.target.closest?.('[data-act="view"]') || viewer;
  }, true);
  const close = (article) => {
    if (article) {
      article.classList.add("na-closed");
      if (viewer?.isConnected) viewer.focus();
      return;
    }
    const panel = document.querySelector("#na-source");
    if (!panel?.classList.contains("na-open")) return;
    panel.classList.remove("na-open");
    if (opener?.isConnected) opener.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => { 
    if (event.target.closest?.('[data-act="close"]')) close(event.target.closest("#na-article"));
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });

  // Gradio gives up a whole upload for one file that is too large, with a message that goes by:
  // such files are taken out first, and named until the next upload.
  const sieve = (files) => {
    const line = document.querySelector("#na-too-large");
    const limit = Number(line?.dataset.limitMb || Infinity);
    const size = (file) => Math.round(file.size / 1e4) / 100;
    const most = Number(line?.dataset.files || Infinity);
    const all = Number(line?.dataset.allMb || Infinity);
    const tooLarge = files.filter((file) => file.size > limit * 1e6);
    const fit = files.filter((file) => !tooLarge.includes(file));
    const said = tooLarge.map((file) =>
      `${file.name} is larger than ${limit} MB (it has ${size(file)}); split it, or raise max_article_mb to read it.`);
    if (fit.length > most) {
      said.push(`${fit.length} files are too many for one upload, ${most} are allowed; send fewer at a time, or index the folder with \`assistant ingest\`.`);
      fit.length = 0;
    } else if (fit.reduce((sum, file) => sum + file.size, 0) > all * 1e6) {
      said.push(`The files are larger than ${all} MB together; send fewer at a time.`);
      fit.length = 0;
    }
    if (line) line.textContent = said.join(" ");
    return fit.length < files.length ? fit : null;
  };
  const put = (input, files) => {
    const chosen = new DataTransfer();
    files.forEach((file) => chosen.items.add(file));
    input.files = chosen.files;
  };
  let dropped = false;
  document.addEventListener("change", (event) => {
    if (dropped || !event.target.matches?.("#na-files input[type=file]")) return;
    const fit = sieve([...event.target.files]);
    if (!fit) return;
    put(event.target, fit);
    if (!fit.length) event.stopPropagation();
  }, true);
  document.addEventListener("drop", (event) => {
    const input = event.target.closest?.("#na-files")?.querySelector("input[type=file]");
    const fit = input && sieve([...event.dataTransfer.files]);
    if (!fit) return;
    event.preventDefault();
    event.stopPropagation();
    put(input, fit);
    dropped = true; // what is dropped is handed on as chosen, and has been looked at
    if (fit.length) input.dispatchEvent(new Event("change", { bubbles: true }));
    dropped = false;
  }, true);
})();
