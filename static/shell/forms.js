// Small helps of forms, asked for by data attributes (they work on parts loaded later, too).
(() => {
  // Back from the next page (or a download): the form may be sent again.
  const allowAgain = () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  };

  // A form is sent once: a second click while the server works would register the same thing twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const question = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.method === "get" || form.hasAttribute("hx-post") || event.defaultPrevented) return;
    // What only downloads a file leaves the page where it is, and may be asked twice.
    if ("again" in form.dataset) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
    // Another script may take the form over after this one and send it without leaving the page.
    window.setTimeout(() => event.defaultPrevented && allowAgain());
  });
  window.addEventListener("pageshow", allowAgain);
  window.addEventListener("focus", allowAgain);

  // Leaving with something typed and not sent: the browser asks first.
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "guardUnsaved" in form.dataset) changed.add(form);
  });
  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) changed.delete(event.target);
  });
  document.addEventListener("saved", (event) => changed.delete(event.target.closest("form")));
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && "autosubmit" in form.dataset) form.requestSubmit();
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-print], [data-copy]");
    if (!button) return;
    if ("print" in button.dataset) window.print();
    if (button.dataset.copy) {
      const source = document.querySelector(button.dataset.copy);
      await navigator.clipboard.writeText(source.value || source.textContent.trim());
      button.textContent = "Copiato";
    }
  });

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
