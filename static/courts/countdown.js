// The clocks of art. 403: keeps «mancano …» true, says it aloud seldom, reloads when a threshold is crossed.
(() => {
  const clocks = [...document.querySelectorAll("[data-countdown]")].map((place) => ({
    place,
    bar: place.closest("[data-clock]").querySelector("progress"),
    due: Number(place.dataset.due),
    start: Number(place.dataset.start),
    risk: Number(place.dataset.risk),
  }));
  if (!clocks.length) return;
  const news = document.querySelector("[data-countdown-news]");

  // The later of the device's clock and the server's: a slow phone must not promise more time than there is.
  const offset = Number(clocks[0].place.dataset.now) - Date.now() / 1000;
  const now = () => Date.now() / 1000 + Math.max(offset, 0);

  const count = (amount, one, many) => (amount ? `${amount} ${amount === 1 ? one : many}` : "");
  const words = (left) => {
    const seconds = Math.floor(Math.abs(left));
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    const days = Math.floor(hours / 24);
    let parts = [count(hours, "ora", "ore"), count(minutes % 60, "minuto", "minuti")];
    if (days) parts = [count(days, "giorno", "giorni"), count(hours % 24, "ora", "ore")];
    else if (!hours && left > 0) parts = [count(minutes, "minuto", "minuti"), count(seconds % 60, "secondo", "secondi")];
    const text = parts.filter(Boolean).join(" e ") || "meno di un minuto";
    if (left <= 0) return `scaduto da ${text}`;
    return `${/^(1 |meno)/.test(text) ? "manca" : "mancano"} ${text}`;
  };

  const stage = (clock) => (now() >= clock.due ? 2 : now() >= clock.risk ? 1 : 0);
  // Spoken at each whole hour, and at each ten minutes of the last one.
  const beat = (left) => (left > 3600 ? `h${Math.floor(left / 3600)}` : `m${Math.floor(left / 600)}`);
  for (const clock of clocks) {
    clock.stage = stage(clock);
    clock.beat = beat(clock.due - now());
  }

  const tick = () => {
    for (const clock of clocks) {
      const left = clock.due - now();
      const text = words(left);
      if (clock.place.textContent !== text) clock.place.textContent = text;
      clock.bar.value = Math.max(0, Math.min(100, (100 * (now() - clock.start)) / (clock.due - clock.start)));
      if (stage(clock) !== clock.stage) {
        window.location.reload();
        return;
      }
      if (left > 0 && beat(left) !== clock.beat) {
        clock.beat = beat(left);
        news.textContent = `${clock.place.dataset.what}: ${text}`;
      }
    }
  };
  tick();
  window.setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
})();
