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

  const proceeding = document.getElementById("id_proceeding");
  const fresh = document.querySelector("[data-new-proceeding]");
  if (proceeding && fresh) {
    const show = () => { fresh.hidden = proceeding.value !== ""; };
    proceeding.addEventListener("change", show);
    show();
  }
})();
