// allauth's passkey script only logs its failures: here they are told to the person.
(() => {
  const words = {
    NotAllowedError: "Operazione annullata o tempo scaduto. Riprova e conferma sul dispositivo.",
    InvalidStateError: "Questa chiave è già registrata per la tua utenza.",
    NotSupportedError: "Questo browser o questo dispositivo non supporta le passkey.",
    SecurityError: "Le passkey funzionano solo all’indirizzo ufficiale del sistema, con collegamento protetto.",
  };
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const name = event.detail.exception && event.detail.exception.name;
    const box = document.createElement("div");
    box.className = "notice notice--danger";
    const text = words[name] || "La chiave non ha risposto come previsto. Riprova, oppure usa la password.";
    box.append(Object.assign(document.createElement("p"), { textContent: text }));
    document.getElementById("live-region").replaceChildren(box);
  });
})();
