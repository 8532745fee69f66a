// What only a browser can do: keep conversations, download them, say which place is open, move the focus.
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
  const one = (selector) => document.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const note = (text) => {
    const line = one("#na-storage-note");
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
  const desk = () => one("#na-desk");
  const shown = (element) => Boolean(element?.isConnected && element.getClientRects().length);

  // --- places, views, and what opens over them ---------------------------------------------------

  const toggled = {}; // what is open → the button that opened it
  const open = (name, button) => {
    toggled[name] = button || true;
    desk().setAttribute(`data-${name}`, "open");
    all(`[data-toggle="${name}"]`).forEach((one) => one.setAttribute("aria-expanded", "true"));
  };
  const shut = (name, refocus) => {
    const button = toggled[name];
    delete toggled[name];
    desk().removeAttribute(`data-${name}`);
    all(`[data-toggle="${name}"]`).forEach((one) => one.setAttribute("aria-expanded", "false"));
    if (refocus && shown(button)) button.focus({ preventScroll: true });
  };
  const view = () => desk()?.dataset.view || "answer";
  const lookAt = (name) => {
    const tab = one(`#na-tab-${name}`);
    if (!tab) return;
    desk().dataset.view = name;
    sessionStorage.setItem(prefix + "view", name);
    all("#na-views [role=tab]").forEach((other) => {
      other.setAttribute("aria-selected", String(other === tab));
      other.tabIndex = other === tab ? 0 : -1;
    });
    one(`#na-look-${name}`)?.click();
  };
  const go = (place, focus) => {
    if ((desk().dataset.place || "ask") !== place) {
      one("#na-right").dataset.shows = "sources";
      desk().removeAttribute("data-sheet");
    }
    desk().dataset.place = place;
    if (toggled.side) shut("side");
    all("[data-go]").forEach((button) => {
      if (button.dataset.go === place) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
    });
    if (place === "quality") one("#na-measure")?.click();
    if (place !== "ask") one("#na-middle").scrollTop = 0;
    if (focus) soon(() => one(focus)?.focus());
  };
  let opener = null; // of the article
  const closeRight = () => {
    const right = one("#na-right");
    const wasSheet = desk().hasAttribute("data-sheet");
    const wasArticle = right.dataset.shows === "article";
    right.dataset.shows = "sources";
    desk().removeAttribute("data-sheet");
    if ((wasSheet || wasArticle) && shown(opener)) opener.focus({ preventScroll: true });
  };

  // --- selected articles ---------------------------------------------------------------------------

  const chosen = new Set();
  const showPicked = () => {
    const boxes = all("[data-picks]");
    boxes.forEach((box) => { box.checked = chosen.has(box.dataset.picks); });
    const every = one("[data-pick-all]");
    if (every) {
      const count = boxes.filter((box) => box.checked).length;
      every.checked = count > 0 && count === boxes.length;
      every.indeterminate = count > 0 && count < boxes.length;
    }
    const bar = one("#na-selection");
    bar?.toggleAttribute("data-some", chosen.size > 0);
    const told = one("#na-selected");
    if (told) told.textContent = chosen.size ? `${chosen.size} selected` : "";
  };

  window.newsAssistant = {
    list,
    go,
    view,
    showPicked,
    picked: () => [...chosen],
    unpick() { chosen.clear(); showPicked(); },
    shut(refocus) { Object.keys(toggled).forEach((name) => shut(name, refocus)); },
    keep(name, job) {
      if (job?.id) sessionStorage.setItem(prefix + "job:" + name, job.id);
    },
    kept: (name) => ({ id: sessionStorage.getItem(prefix + "job:" + name) }),
    boot() {
      const id = sessionStorage.getItem(current);
      return { list: list(), conversation: id ? opened(id) : null };
    },
    // after a reload, what was looked at is looked at again
    look() {
      const name = sessionStorage.getItem(prefix + "view");
      if (name && name !== "answer") lookAt(name);
    },
    openChosen() {
      const id = wanted;
      sessionStorage.setItem(current, id);
      lookAt("answer");
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
      lookAt("answer");
    },
    leave() {
      sessionStorage.removeItem(current);
      lookAt("answer");
    },
    download(file) {
      if (!file || !(file.text || file.base64)) return;
      const data = file.text || Uint8Array.from(atob(file.base64), (char) => char.charCodeAt(0));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([data], { type: file.type }));
      link.download = file.name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
    reveal() {
      soon(() => {
        const right = one("#na-right");
        right.dataset.shows = "article";
        desk().setAttribute("data-sheet", "open");
        const text = one("#na-source .na-text");
        const mark = one("#na-source mark");
        if (text) text.scrollTop = mark ? mark.offsetTop - text.offsetTop - text.clientHeight / 3 : 0;
        one("#na-source h2")?.focus({ preventScroll: true });
      });
    },
    sources() {
      soon(() => {
        one("#na-right").dataset.shows = "sources";
        desk().setAttribute("data-sheet", "open");
        one("#na-found h2")?.focus({ preventScroll: true });
      });
    },
    follow() {
      soon(() => {
        const [log, head] = [one("#na-log"), one("#na-head")];
        if (log && head) log.scrollTop = head.offsetTop - log.offsetTop; // the question on top, its answer below
      });
    },
    focus(selector) { soon(() => one(selector)?.focus()); },
    focusLast(selector, text) {
      soon(() => all(selector).findLast((button) => button.textContent.trim() === text)?.focus());
    },
  };

  // --- presses and keys ----------------------------------------------------------------------------

  let wanted = null; // the conversation that is chosen
  document.addEventListener("click", (event) => {
    const source = event.target.closest?.("[data-act], [data-toggle], [data-go], [data-look], [data-pick], [data-skip], [data-sort], [data-row]");
    const act = source?.dataset.act;
    if (act === "open" || act === "sources") opener = source;
    if (act === "choose") wanted = source.dataset.conversation;
    if (act === "close") closeRight();
    for (const name of ["filters", "manage", "side"]) {
      if (toggled[name] && !event.target.closest?.(`#na-${name}, [data-toggle="${name}"], .options, [data-act="drop_filter"]`)) shut(name);
    }
    if (!source) return;
    const { toggle, go: place, look, pick, skip, sort, row } = source.dataset;
    if (toggle) toggled[toggle] ? shut(toggle, true) : open(toggle, source);
    if (toggle && toggled[toggle]) soon(() => one(`#na-${toggle} :is(textarea, input:not([role]), button)`)?.focus());
    if (place) go(place, source.dataset.focus);
    if (look) lookAt(look);
    if (pick) {
      go("collection");
      one(`${pick} input[type=file]`)?.click();
    }
    if (skip) {
      event.preventDefault();
      go("ask", skip);
    }
    if (sort) sortBy(source);
    if (row) {
      event.preventDefault();
      const target = document.getElementById(row);
      target?.scrollIntoView({ block: "center" });
      target?.querySelector("button")?.focus({ preventScroll: true });
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const last = Object.keys(toggled).pop();
      if (last) shut(last, true);
      else if (desk()) closeRight();
    }
    if (event.key === "/" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      go("ask", "#na-box textarea");
    }
    if (event.target.matches?.("#na-views [role=tab]") && ["ArrowRight", "ArrowLeft", "Home", "End"].includes(event.key)) {
      const tabs = all("#na-views [role=tab]");
      const step = { ArrowRight: tabs.indexOf(event.target) + 1, ArrowLeft: tabs.indexOf(event.target) - 1, Home: 0, End: -1 };
      const next = tabs.at(step[event.key] % tabs.length);
      event.preventDefault();
      next.focus();
      lookAt(next.dataset.look);
    }
  });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches?.("[data-picks]")) box.checked ? chosen.add(box.dataset.picks) : chosen.delete(box.dataset.picks);
    else if (box.matches?.("[data-pick-all]")) {
      all("[data-picks]").forEach((other) => (box.checked ? chosen.add(other.dataset.picks) : chosen.delete(other.dataset.picks)));
    } else if (box.matches?.("[data-into]")) {
      box.files[0]?.text().then((text) => {
        const into = one(box.dataset.into);
        into.value = text;
        into.dispatchEvent(new Event("input", { bubbles: true }));
        into.focus();
        box.value = "";
      });
      return;
    } else return;
    showPicked();
  });

  // --- tables and lists that are searched and sorted where they are ----------------------------------

  const sortBy = (button) => {
    const table = button.closest("table");
    const head = button.closest("th");
    const up = head.getAttribute("aria-sort") !== "ascending";
    all("th[aria-sort]", table).forEach((other) => other.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const text = (row) => row.cells[Number(button.dataset.sort)].dataset.value;
    const body = table.tBodies[0];
    const empty = (value) => value === "";
    [...body.rows].sort((a, b) => {
      const [one, two] = [text(a), text(b)];
      if (empty(one) || empty(two)) return empty(one) - empty(two); // what is not known comes last either way
      return one.localeCompare(two, "en", { numeric: true }) * (up ? 1 : -1);
    }).forEach((row) => body.append(row));
  };
  document.addEventListener("input", (event) => {
    const words = String(event.target.value || "").toLowerCase().split(/\s+/);
    const fits = (element) => words.every((word) => element.textContent.toLowerCase().includes(word));
    if (event.target.matches?.("[data-narrow]")) {
      all(event.target.dataset.narrow).forEach((item) => { item.hidden = !fits(item); });
    }
    if (event.target.matches?.("[data-narrow-table]")) {
      const box = event.target.closest(".na-sortable");
      const rows = all("tbody tr", box);
      rows.forEach((row) => { row.hidden = !fits(row); });
      box.querySelector("[role=status]").textContent = event.target.value ? `${rows.filter((row) => !row.hidden).length} of ${rows.length} rows` : "";
    }
  });

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
