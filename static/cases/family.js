// The rows of a new case's family: the empty ones wait behind a button. Without this file all are shown.
(() => {
  for (const group of document.querySelectorAll("[data-family]")) {
    const rows = [...group.querySelectorAll(".family-row")];
    const used = (row) =>
      row.querySelector(".is-invalid") ||
      [...row.querySelectorAll("input")].some((field) => field.type !== "checkbox" && field.value);
    const shown = Number(group.dataset.family);
    rows.forEach((row, position) => { row.hidden = position >= shown && !used(row); });

    const button = group.querySelector("[data-family-more]");
    const tidy = () => { button.hidden = rows.every((row) => !row.hidden); };
    button.addEventListener("click", () => {
      const next = rows.find((row) => row.hidden);
      next.hidden = false;
      next.querySelector("input").focus();
      tidy();
    });
    tidy();
  }
})();
