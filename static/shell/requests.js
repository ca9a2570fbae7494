// What htmx cannot tell by itself: failures and an expired session.
(() => {
  const tell = (text) => {
    const region = document.getElementById("live-region");
    const box = document.createElement("div");
    box.className = "notice notice--danger";
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    region.replaceChildren(box);
    window.setTimeout(() => box.remove(), 12000);
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const answered = new URL(event.detail.xhr.responseURL || window.location.href);
    if (answered.pathname === document.body.dataset.signIn) {
      event.detail.shouldSwap = false;
      window.location.reload();
    }
  });
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 403) tell("L’operazione non è permessa, oppure la pagina è aperta da troppo tempo: ricaricala e riprova.");
    else if (status === 404) tell("L’elemento non c’è più o non è tra quelli che puoi vedere.");
    else tell("Il sistema non ha risposto come previsto. Quello che hai scritto è ancora nella pagina: riprova tra poco.");
  });
  document.addEventListener("htmx:sendError", () => tell("Collegamento assente. Quello che hai scritto è ancora nella pagina: riprova tra poco."));
  document.addEventListener("htmx:timeout", () => tell("La risposta tarda ad arrivare: riprova tra poco."));
})();
