/* Signatures that a tablet keeps while it has no network: each is sent once, by its client_key, and is gone from the tablet as soon
   as the server has it; a refused one stays with the reason until it is put away. They lie under the account that is logged in; what a
   colleague left waits for her, unread, and logging out here asks once before what is unsent is thrown away. With it goes when it was
   kept and when it is sent, both by this tablet's watch, so that the server knows how long it lay. window.binanSigns.
   A letter: { key, me, label, url, body, at, refused }. */
(() => {
  "use strict";
  const AGAIN = 15000, PATIENCE = 30000; // ms
  const { me } = document.body.dataset;
  const memory = new Map(); // what could not be kept: the page alone holds it

  const within = (mode, act) => new Promise((done, fail) => {
    const request = indexedDB.open("binan-signs", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("signs", { keyPath: "key" });
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      const db = request.result, transaction = db.transaction("signs", mode), asked = act(transaction.objectStore("signs"));
      transaction.oncomplete = () => { db.close(); done(asked.result); };
      transaction.onerror = transaction.onabort = () => { db.close(); fail(transaction.error); };
    };
  });
  const rows = async () => {
    const found = await within("readonly", (store) => store.getAll()).catch(() => []);
    return found.filter((one) => !memory.has(one.key)).concat(...memory.values());
  };
  const mine = async () => (await rows()).filter((one) => one.me === me).sort((a, b) => a.at - b.at);
  const keep = (letter) => within("readwrite", (store) => store.put(letter)).then(() => memory.delete(letter.key), () => memory.set(letter.key, letter));
  const drop = (key) => { memory.delete(key); return within("readwrite", (store) => store.delete(key)).catch(() => 0); };
  const changed = async () => document.dispatchEvent(new CustomEvent("signs:changed", { detail: { mine: await mine(), others: (await rows()).filter((one) => one.me !== me).length } }));

  const post = async (url, body) => {
    const stop = new AbortController(), watch = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const headers = { "Content-Type": "application/json", Accept: "application/json", ...JSON.parse(document.body.dataset.hxHeaders) };
      const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), signal: stop.signal });
      const said = await answer.json().catch(() => null);
      if (answer.status >= 500 || !said || answer.redirected) throw new TypeError("no answer");
      return { ok: answer.ok, said };
    } finally {
      clearTimeout(watch);
    }
  };
  const send = async () => {
    for (const letter of (await mine()).filter((one) => !one.refused)) {
      const { ok, said } = await post(letter.url, { ...letter.body, device_at: new Date(letter.at), sent_at: new Date() });
      if (ok) await drop(letter.key);
      else await keep({ ...letter, refused: said.error ? said.error.sentence : "没有收下，请重新签。" });
      if (ok) document.dispatchEvent(new CustomEvent("signs:sent", { detail: letter }));
    }
  };
  let turn = null;
  const flush = () => turn || (turn = send().catch(() => 0).then(changed).finally(() => { turn = null; }));

  window.binanSigns = { mine, keep: (letter) => keep({ me, at: Date.now(), ...letter }).then(changed), drop: (key) => drop(key).then(changed), flush, post, changed };
  let warned = false;
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[action='/logout/']") || form.dataset.signs) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    mine().then((left) => {
      if (left.length && !warned) {
        warned = true;
        form.querySelector("button").textContent = "还有 " + left.length + " 个签字没发出，仍要退出并丢掉";
        return;
      }
      return Promise.all(left.map((one) => drop(one.key))).then(() => { form.dataset.signs = "1"; form.requestSubmit(); });
    });
  }, true);
  addEventListener("online", flush);
  setInterval(flush, AGAIN);
  flush();
})();
