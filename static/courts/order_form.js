// The form of an order: rows of mandates come and go, and a known proceeding needs no new one.
(() => {
  const list = document.querySelector("[data-mandates]");
  const blank = document.getElementById("empty-mandate");
  const total = document.getElementById("id_mandates-TOTAL_FORMS");
  if (!list || !blank || !total) return;

  const renumber = () => {
    list.querySelectorAll(".mandate-row").forEach((row, index) => {
      for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = index + 1;
    });
  };

  document.querySelector("[data-add-mandate]").addEventListener("click", () => {
    const holder = document.createElement("template");
    holder.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.content.querySelector(".mandate-row");
    list.append(row);
    total.value = Number(total.value) + 1;
    renumber();
    window.htmx.process(row);
    row.querySelector("select, input, textarea").focus();
  });

  // The numbers of the rows that stay do not change: the server reads a missing one as empty.
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-mandate]");
    if (!button) return;
    const row = button.closest(".mandate-row");
    const next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    renumber();
    if (next) next.querySelector("select, input, textarea").focus();
  });

  // The part of art. 5-bis shows only with that kind; whatever was typed in it stays in sight.
  const entrustment = (row) => {
    const part = row.querySelector("[data-entrustment]");
    const kind = row.querySelector("select[name$='-kind']");
    if (!part || !kind) return;
    const wanted = kind.value === "affidamento_servizio_5bis";
    const filled = [...part.querySelectorAll("select")].some((field) => field.value);
    part.hidden = !wanted && !filled;
    if (wanted) part.open = true;
  };
  list.addEventListener("change", (event) => {
    const row = event.target.closest(".mandate-row");
    if (row) entrustment(row);
  });
  new MutationObserver(() => list.querySelectorAll(".mandate-row").forEach(entrustment)).observe(list, { childList: true });
  list.querySelectorAll(".mandate-row").forEach(entrustment);

  const proceeding = document.getElementById("id_proceeding");
  const fresh = document.querySelector("[data-new-proceeding]");
  if (proceeding && fresh) {
    const show = () => { fresh.hidden = proceeding.value !== ""; };
    proceeding.addEventListener("change", show);
    show();
  }
})();
