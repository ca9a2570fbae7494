// Autosave of the report page. Each form with data-autosave is sent a moment after the last key;
// what the server has not taken stays in the page, says so, and is tried again.
(() => {
  "use strict";
  const PAUSE = 1200;
  const RETRY = 5000;
  const pending = new Map();

  // The status line and the button of a block stand below its form, in the same card.
  const card = (form) => form.closest(".report-block") || form;
  const button = (form) => card(form).querySelector("[data-autosave-button]");
  const line = (form) => card(form).querySelector(".save-state");

  const tell = (form, state, text) => {
    line(form).dataset.state = state;
    line(form).textContent = text;
  };

  const applyVersion = (form, version) => {
    const field = form.querySelector("input[name$='version']");
    if (!field || !version) return;
    field.value = version;
    for (const twin of card(form).querySelectorAll("input[data-version-of]")) twin.value = version;
  };

  // Another script moved the paragraph: its version went on.
  document.addEventListener("version", (event) => applyVersion(event.target, event.detail));

  const tellSummary = (form, summary) => {
    const place = card(form).querySelector("[data-summary]");
    if (place && summary) place.textContent = summary;
  };

  const showConflict = (form, answer) => {
    const box = form.querySelector("[data-conflict]");
    box.querySelector("[data-conflict-by]").textContent = answer.by;
    box.querySelector("[data-conflict-text]").textContent = answer.text;
    box.hidden = false;
    box.dataset.version = answer.version;
    showWords(box, answer.words);
    button(form).textContent = "Salva il mio testo";
    tell(form, "failed", "Non salvato: c'è un testo più recente");
  };

  // The difference word by word: what one's own text takes away is crossed out, what it adds is underlined.
  const showWords = (box, words) => {
    const fold = box.querySelector("[data-conflict-fold]");
    const place = box.querySelector("[data-conflict-words]");
    fold.hidden = !words;
    place.replaceChildren(...(words || []).map((piece) => {
      if (piece.kind === "same") return document.createTextNode(piece.text);
      const node = document.createElement(piece.kind === "gone" ? "del" : "ins");
      node.textContent = piece.text;
      return node;
    }));
  };

  // Take the other text, or put both into the box one after the other; mine is never thrown away unasked.
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-conflict-take], [data-conflict-join]");
    if (!chosen) return;
    const box = chosen.closest("[data-conflict]");
    const form = box.closest("form");
    const field = form.querySelector("textarea");
    const theirs = box.querySelector("[data-conflict-text]").textContent;
    field.value = "conflictTake" in chosen.dataset ? theirs : `${theirs}\n\n${field.value}`;
    closeConflict(form);
    save(form);
    field.focus();
  });

  const closeConflict = (form) => {
    const box = form.querySelector("[data-conflict]");
    if (!box || box.hidden) return;
    applyVersion(form, box.dataset.version);
    box.hidden = true;
    button(form).textContent = "Salva";
  };

  const inConflict = (form) => {
    const box = form.querySelector("[data-conflict]");
    return Boolean(box && !box.hidden);
  };

  const save = async (form) => {
    const state = pending.get(form) || {};
    clearTimeout(state.timer);
    if (state.running) { state.again = true; return; }
    state.running = true;
    pending.set(form, state);
    tell(form, "saving", "Salvataggio…");
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        redirect: "error",
      });
      if (response.status === 403 || response.status === 404) {
        tell(form, "failed", "Non salvato: non puoi più scrivere qui. Copia il testo e ricarica la pagina.");
        state.running = false;
        return;
      }
      const answer = await response.json();
      if (response.ok) {
        applyVersion(form, answer.version);
        tellSummary(form, answer.summary);
        tell(form, "saved", `Salvato alle ${answer.saved_at}`);
        if (!state.again) pending.delete(form);
      } else if (response.status === 409) {
        showConflict(form, answer);
      } else {
        tell(form, "failed", `Non salvato. ${answer.error || "Correggi e riprova."}`);
      }
    } catch {
      tell(form, "failed", "Non salvato: manca la linea o la sessione è scaduta. Il testo resta qui, riprovo.");
      state.timer = setTimeout(() => save(form), RETRY);
    }
    state.running = false;
    if (state.again) { state.again = false; save(form); }
  };

  const later = (form) => {
    if (inConflict(form)) return;
    const state = pending.get(form) || {};
    clearTimeout(state.timer);
    state.timer = setTimeout(() => save(form), PAUSE);
    pending.set(form, state);
    tell(form, "saving", "Da salvare…");
  };

  const settled = () => new Promise((resolve) => {
    const look = () => {
      const waiting = [...pending.entries()];
      if (!waiting.length) { resolve(true); return; }
      if (waiting.some(([form]) => inConflict(form) || line(form).dataset.state === "failed")) {
        resolve(false);
        return;
      }
      setTimeout(look, 100);
    };
    look();
  });

  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    form.addEventListener("input", () => later(form));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      closeConflict(form);
      save(form);
    });
    // What was typed before this script was there, on a slow line, counts too.
    const typed = [...form.querySelectorAll("textarea, input:not([type=hidden])")];
    if (typed.some((field) => field.value !== field.defaultValue)) later(form);
  });

  // A step that depends on the text waits until the text is with the server.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!("afterAutosave" in form.dataset) || !pending.size) return;
    event.preventDefault();
    const button = event.submitter;
    pending.forEach((_, waiting) => { if (!inConflict(waiting)) save(waiting); });
    if (!(await settled())) return;
    if (button && button.name) form.append(hidden(button.name, button.value));
    form.submit();
  });

  const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value });

  window.addEventListener("online", () => {
    pending.forEach((_, waiting) => { if (!inConflict(waiting)) save(waiting); });
  });

  window.addEventListener("beforeunload", (event) => {
    if (pending.size) event.preventDefault();
  });
})();
