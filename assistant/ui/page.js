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
  const soon = (action) => setTimeout(action, 60);

  window.newsAssistant = {
    list,
    boot() {
      const id = sessionStorage.getItem(current);
      return { list: list(), conversation: id ? read(prefix + "c:" + id) : null };
    },
    open(id) {
      sessionStorage.setItem(current, id);
      return read(prefix + "c:" + id);
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
})();
