// Moving paragraphs: by the mouse, with Alt and the arrows, with the buttons. The server keeps the order;
// the page follows it and says where the paragraph stands. Without this file the buttons reload the page.
(() => {
  "use strict";
  const page = document.querySelector(".workbench");
  if (!page) return;
  const announcements = document.getElementById("annunci");
  const say = (text) => { announcements.textContent = text; };
  const blocksOf = (place) => [...place.querySelectorAll(":scope > .report-block")];
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

  const send = async (url, values) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: token(), ...values });
    const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error || "Spostamento non riuscito.");
    return answer;
  };

  const settle = (block, answer) => {
    const form = block.querySelector("form[data-autosave]");
    form.dispatchEvent(new CustomEvent("version", { bubbles: true, detail: answer.version }));
    const place = block.closest("[data-blocks]");
    const count = blocksOf(place).length;
    say(`Brano spostato in «${place.dataset.name}»: posizione ${blocksOf(place).indexOf(block) + 1} di ${count}.`);
  };

  const failed = (error) => {
    const told = error instanceof TypeError || error instanceof SyntaxError
      ? "Spostamento non riuscito: manca la linea o la sessione è scaduta." : error.message;
    document.getElementById("live-region").textContent = told;
  };

  // --- One place up or down ---------------------------------------------------------------------------
  const step = async (block, up) => {
    const rows = blocksOf(block.closest("[data-blocks]"));
    const other = rows[rows.indexOf(block) + (up ? -1 : 1)];
    if (!other) { say(up ? "Il brano è già il primo." : "Il brano è già l’ultimo."); return; }
    const form = block.querySelector(up ? ".block-up" : ".block-down");
    try {
      const answer = await send(form.action, {});
      if (up) other.before(block); else other.after(block);
      settle(block, answer);
    } catch (error) { failed(error); }
  };

  page.addEventListener("submit", async (event) => {
    if (!("move" in event.target.dataset)) return;
    event.preventDefault();
    const button = event.submitter;
    await step(event.target.closest(".report-block"), event.target.classList.contains("block-up"));
    if (button) { button.removeAttribute("aria-busy"); if (button.offsetParent) button.focus(); }
  });

  page.addEventListener("keydown", async (event) => {
    if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const block = event.target.closest("[data-block]");
    if (!block) return;
    event.preventDefault();
    const held = event.target;
    await step(block, event.key === "ArrowUp");
    held.focus();
  });

  // --- Dragging ---------------------------------------------------------------------------------------
  let dragged = null;
  const takes = (place) => dragged && place.dataset.kinds.split(" ").includes(dragged.dataset.kind);
  const unmark = () => page.querySelectorAll(".drop-before, .drop-into").forEach((node) => {
    node.classList.remove("drop-before", "drop-into");
  });

  // The paragraph the dragged one would go before; none at the end.
  const following = (place, y) => blocksOf(place).find((row) => {
    const box = row.getBoundingClientRect();
    return row !== dragged && y < box.top + box.height / 2;
  });

  page.addEventListener("dragstart", (event) => {
    if (!event.target.closest || !event.target.closest("[data-drag]")) return;
    dragged = event.target.closest("[data-block]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.block);
    event.dataTransfer.setDragImage(dragged, 20, 20);
    dragged.classList.add("is-dragged");
  });

  page.addEventListener("dragover", (event) => {
    const place = event.target.closest("[data-blocks]");
    if (!place || !takes(place)) return;
    event.preventDefault();
    unmark();
    const next = following(place, event.clientY);
    if (next) next.classList.add("drop-before"); else place.classList.add("drop-into");
  });

  page.addEventListener("drop", async (event) => {
    const place = event.target.closest("[data-blocks]");
    if (!place || !takes(place)) return;
    event.preventDefault();
    const block = dragged;
    const next = following(place, event.clientY);
    const values = { sezione: place.dataset.section, minore: place.dataset.child || "" };
    if (next) values.prima = next.dataset.block;
    try {
      const answer = await send(block.dataset.place, values);
      if (next) next.before(block); else place.querySelector(".blocks-empty").before(block);
      settle(block, answer);
    } catch (error) { failed(error); }
  });

  page.addEventListener("dragend", () => {
    unmark();
    if (dragged) dragged.classList.remove("is-dragged");
    dragged = null;
  });
})();
