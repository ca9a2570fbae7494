// What has not reached the server yet stays on the device under lock: AES-GCM with a key that scripts cannot read
// back, derived from the one the server gives to this session. On the device there is only the lock's name, which
// opens nothing: after a new sign-in the server gives the key to an older lock to the same person alone.
(() => {
  const text = new TextEncoder();
  const fromHex = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  const toBase64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
  const fromBase64 = (letters) => Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0));

  async function derived(hex, name, place) {
    const base = await crypto.subtle.importKey("raw", fromHex(hex), "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: text.encode(name), info: text.encode(place) };
    return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  }

  window.lockedCopy = (form) => {
    const { draftKey: place, lockName, lockKey, lockUrl } = form.dataset;
    form.removeAttribute("data-lock-key");
    // Without a secure connection browsers lend no cryptography: then nothing is kept but in the page.
    const able = Boolean(window.crypto && crypto.subtle);
    const own = able ? derived(lockKey, lockName, place) : null;
    let turn = Promise.resolve();
    let unopened = false;

    async function write(value) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const locked = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await own, text.encode(JSON.stringify(value)));
      localStorage.setItem(place, JSON.stringify({ lock: lockName, iv: toBase64(iv), text: toBase64(locked) }));
    }

    async function keyTo(name) {
      if (name === lockName) return own;
      const body = new URLSearchParams({ name, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(lockUrl, { method: "POST", body });
      if (!answer.ok || answer.redirected) throw new Error("no key");
      return derived((await answer.json()).key, name, place);
    }

    return {
      // No room, or not allowed: the page itself still holds the text, and its line says so.
      keep(value) {
        if (!able || unopened) return turn;
        turn = turn.then(() => write(value)).catch(() => {});
        return turn;
      },
      drop() {
        if (unopened) return turn;
        turn = turn.then(() => localStorage.removeItem(place)).catch(() => {});
        return turn;
      },
      waiting: () => able && localStorage.getItem(place) !== null,
      // What was kept; null for nothing, and for what another person left or cannot be opened any more.
      async take() {
        const stored = JSON.parse(localStorage.getItem(place) || "null");
        if (!able || !stored) return null;
        let key;
        try {
          key = await keyTo(stored.lock);
        } catch (failure) {
          unopened = true;
          throw failure;
        }
        try {
          const given = { name: "AES-GCM", iv: fromBase64(stored.iv) };
          return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(given, key, fromBase64(stored.text))));
        } catch {
          localStorage.removeItem(place);
          return null;
        }
      },
    };
  };
})();
