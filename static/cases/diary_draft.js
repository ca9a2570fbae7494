// The draft of a new diary entry. Every few seconds what is typed goes to the server; until the server has
// it, a copy stays on the device, locked (locked_copy.js): it outlives a reload, the tab and the session.
(() => {
  const form = document.querySelector("form[data-draft-url]");
  if (!form) return;
  const { draftUrl, draftSaved, draftWhole } = form.dataset;
  const copy = window.lockedCopy(form);
  const line = form.querySelector("[data-draft-state]");
  const PAUSE = 2500;
  const RETRY = 5000;
  const PATIENCE = 10000;
  const OFFLINE = "Non in linea: il testo resta in questa pagina e verrà inviato.";
  const SIGNED_OUT = "La sessione è scaduta: accedi di nuovo in un’altra scheda. Il testo resta in questa pagina e verrà inviato.";
  let timer = null;
  let sending = null;
  let dirty = false;
  let cleared = false;

  const show = (state, text) => {
    line.hidden = false;
    line.dataset.state = state;
    if (line.textContent !== text) line.textContent = text;
  };

  // Files are not part of a draft: they go with the entry itself.
  const words = () => [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const typed = () => words().filter(([name]) => name !== "csrfmiddlewaretoken");
  const keepHere = () => copy.keep({ at: Date.now() / 1000, fields: typed() });

  const plan = (pause) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(send, pause);
  };

  // True when the server has the text, or has answered and will say itself what is wrong with it.
  async function deliver() {
    const stop = new AbortController();
    const clock = window.setTimeout(() => stop.abort(), PATIENCE);
    dirty = false;
    try {
      const body = new URLSearchParams(words());
      const answer = await fetch(draftUrl, { method: "POST", body, signal: stop.signal, headers: { Accept: "application/json" } });
      if (answer.redirected) throw new Error("signed out");
      const kind = answer.headers.get("Content-Type") || "";
      if (answer.ok) {
        const { saved_at: at } = await answer.json();
        if (!dirty) copy.drop();
        show("saved", `Bozza salvata alle ${at}`);
        if (!dirty) form.dispatchEvent(new Event("saved", { bubbles: true }));
      } else if (answer.status === 400 && kind.startsWith("application/json")) {
        show("failed", (await answer.json()).error);
      } else {
        dirty = true;
        show("failed", answer.status === 403 ? "La bozza non è stata accettata: copia il testo prima di lasciare la pagina." : OFFLINE);
        return answer.status === 403;
      }
      return true;
    } catch (failure) {
      dirty = true;
      show("failed", failure.message === "signed out" ? SIGNED_OUT : OFFLINE);
      return false;
    } finally {
      window.clearTimeout(clock);
    }
  }

  async function send() {
    if (!dirty || cleared) return true;
    if (sending) return sending;
    show("saving", "Salvataggio della bozza…");
    sending = deliver();
    const arrived = await sending;
    sending = null;
    if (dirty) plan(arrived ? PAUSE : RETRY);
    return arrived;
  }

  form.addEventListener("input", () => {
    dirty = true;
    keepHere();
    if (!sending) plan(line.dataset.state === "failed" ? RETRY : PAUSE);
  });
  window.addEventListener("online", () => plan(0));

  // Before the entry itself is sent, the server must have the draft: a dead line then costs nothing.
  form.addEventListener("submit", async (event) => {
    if (!dirty && !sending) {
      cleared = true;
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    if (sending) await sending;
    if (!dirty || (await send())) {
      cleared = true;
      dirty = false;
      await copy.drop();
      form.requestSubmit(button);
    } else {
      form.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // A text that never reached the server comes back into the form.
  const bringBack = (fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
    for (const [name, [value]] of values) {
      if (!name.endsWith("-TOTAL_FORMS")) continue;
      const group = form.querySelector(`[name="${name}"]`).closest("[data-rows]");
      group.dispatchEvent(new CustomEvent("rows:need", { detail: Number(value) }));
    }
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.tagName === "BUTTON") continue;
      const kept = values.get(field.name);
      if (field.type === "checkbox") field.checked = Boolean(kept && kept.includes(field.value));
      else if (kept) field.value = kept[0];
    }
  };

  async function resume() {
    form.inert = true;
    try {
      const kept = await copy.take();
      if (kept && draftWhole && kept.fields.some(([name]) => !form.elements[name])) {
        window.location.replace(draftWhole); // begun in the whole form: here it would be cut
        return;
      }
      if (kept && kept.at > Number(draftSaved || 0)) {
        bringBack(kept.fields);
        dirty = true;
        show("saving", "Ripreso il testo rimasto su questo dispositivo…");
        plan(0);
      } else {
        copy.drop();
      }
    } catch {
      show("failed", "Su questo dispositivo c’è un testo non ancora inviato: ricarica la pagina quando c’è linea.");
    } finally {
      form.inert = false;
    }
  }
  if (copy.waiting()) resume();
})();
