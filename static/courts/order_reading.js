// Taking over what was read in the PDF, field by field, when a person presses the button.
(() => {
  "use strict";
  const place = document.getElementById("lettura");
  if (!place) return;

  const put = (field, value) => {
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const take = (button) => {
    put(document.getElementById(`id_${button.dataset.propose}`), button.dataset.value);
    button.textContent = "Riportato";
  };

  // The first row that nobody has begun, or a new one.
  const freeRow = () => {
    const begun = (row) => [...row.querySelectorAll("textarea, select[name$='-kind']")].some((field) => field.value);
    const free = [...document.querySelectorAll("[data-mandates] .mandate-row")].find((row) => !begun(row));
    if (free) return free;
    document.querySelector("[data-add-mandate]").click();
    return document.querySelector("[data-mandates] .mandate-row:last-child");
  };

  const takeMandate = (button) => {
    const row = freeRow();
    const prefix = row.dataset.row;
    for (const name of ["kind", "task_text", "first_term_amount", "first_term_unit", "every_months"]) {
      const value = button.getAttribute(`data-${name}`);
      if (value) put(document.getElementById(`id_${prefix}-${name}`), value);
    }
    button.textContent = "Riportato";
  };

  place.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("proposeAll" in button.dataset) place.querySelectorAll("[data-propose]").forEach(take);
    else if ("propose" in button.dataset) take(button);
    else if ("proposeMandate" in button.dataset) takeMandate(button);
  });

  // Open where it stands beside the form, folded where it would push the form away.
  const unfold = () => {
    const reading = place.querySelector(".reading");
    if (reading) reading.open = window.matchMedia("(min-width: 992px)").matches;
  };
  unfold();

  // The file is with the server now: it need not travel twice.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== place) return;
    unfold();
    if (place.querySelector("input[name=pending]")) {
      document.getElementById("id_file").value = "";
    }
  });
})();
