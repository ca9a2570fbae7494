// Rows that repeat inside a form: «Aggiungi una dichiarazione» copies the empty row.
(() => {
  for (const group of document.querySelectorAll("[data-rows]")) {
    const prefix = group.dataset.rowsPrefix;
    const total = group.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    const most = Number(group.querySelector(`[name="${prefix}-MAX_NUM_FORMS"]`).value);
    const list = group.querySelector("[data-rows-list]");
    const source = group.querySelector("[data-rows-template]");
    const button = group.querySelector("[data-rows-add]");

    const add = () => {
      const index = Number(total.value);
      const holder = document.createElement("template");
      holder.innerHTML = source.innerHTML.replaceAll("__prefix__", String(index));
      list.append(holder.content);
      total.value = String(index + 1);
      button.hidden = index + 1 >= most;
      return list.lastElementChild;
    };

    button.hidden = Number(total.value) >= most;
    button.addEventListener("click", () => add().querySelector("input, textarea").focus());
    // A text kept by the browser may hold more rows than the page was made with.
    group.addEventListener("rows:need", (event) => {
      while (Number(total.value) < Math.min(event.detail, most)) add();
    });
  }
})();
