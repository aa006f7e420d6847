/* The letters of this phone, kept as they are typed; carry.js sends them. Loaded by every resident's page and by the worker
   (/sw.js), hence no DOM in here. A letter is one form with its files, known by its client_key:
   { key, path, action, hold, place, at, queued, fields: [[name, value]], files: [{ field, name, type, bytes, held }], refused }.
   Files are ArrayBuffers, since WebKit keeps no Blob. */
(() => {
  "use strict";
  const DAY = 864e5;
  const memory = new Map(); // letters that could not be kept (private window, full phone): the page alone holds them

  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open("binan", 2);
    request.onupgradeneeded = () => {
      const db = request.result;
      if (db.objectStoreNames.contains("drafts")) db.deleteObjectStore("drafts");
      db.createObjectStore("letters", { keyPath: "key" });
      db.createObjectStore("cases", { keyPath: "url" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      done(request.result);
    };
    request.onerror = () => fail(request.error);
  });
  /* one transaction; `act` gets both stores and may return a request whose result is the answer */
  const within = async (mode, act) => {
    const db = await open();
    try {
      return await new Promise((done, fail) => {
        const transaction = db.transaction(["letters", "cases"], mode);
        const asked = act(transaction.objectStore("letters"), transaction.objectStore("cases"));
        transaction.oncomplete = () => done(asked && asked.result);
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
    } finally {
      db.close();
    }
  };
  const all = (name) => within("readonly", (letters, cases) => ({ letters, cases })[name].getAll()).catch((fault) => {
    console.warn("this phone keeps nothing", fault);
    return [];
  });
  /* as it is now: an older copy that the phone may hold counts no more */
  const keep = (letter, act = (letters) => letters.put(letter)) => within("readwrite", act).then(() => memory.delete(letter.key), (fault) => {
    console.warn("this phone keeps nothing", fault);
    memory.set(letter.key, letter);
  });
  /* what happened to a letter on its way; one that was taken back or wiped meanwhile stays gone */
  const amend = async (letter, change) => {
    Object.assign(letter, change);
    if (memory.has(letter.key)) return;
    await keep(letter, (letters) => {
      const found = letters.getKey(letter.key);
      found.onsuccess = () => { if (found.result) letters.put(letter); };
    });
  };
  const drop = (key) => {
    memory.delete(key);
    return within("readwrite", (letters) => letters.delete(key)).catch(console.warn);
  };
  /* what is waiting never ends by itself; what was only begun is kept for a day */
  const letters = async () => {
    const found = (await all("letters")).filter((letter) => !memory.has(letter.key)).concat(...memory.values());
    const old = found.filter((letter) => !letter.queued && Date.now() - letter.at > DAY);
    await Promise.all(old.map((letter) => drop(letter.key)));
    return found.filter((letter) => !old.includes(letter)).sort((a, b) => a.at - b.at);
  };
  const letter = async (key) => (await letters()).find((one) => one.key === key);
  const remember = (known) => within("readwrite", (_, cases) => {
    const found = cases.get(known.url);
    found.onsuccess = () => cases.put({ ...found.result, ...known, seen: Date.now() });
  }).catch(console.warn);
  const cases = async () => (await all("cases")).sort((a, b) => b.seen - a.seen);
  const wipe = async () => {
    memory.clear();
    await within("readwrite", (letters, cases) => { letters.clear(); cases.clear(); });
  };

  /* One letter at a time in one place: page and worker hold a lock of its name. Engines without locks have no background
     sync either; there one page has its turns, and two pages make one case by the key. */
  const turns = {};
  const alone = (key, how, act) => {
    if (self.navigator.locks) return self.navigator.locks.request("binan-" + key, how, act);
    if (turns[key] && how.ifAvailable) return act(null);
    const turn = Promise.resolve(turns[key]).then(() => act(true));
    const over = turns[key] = turn.catch(() => 0).then(() => { if (turns[key] === over) delete turns[key]; });
    return turn;
  };

  self.binanOutbox = { keep, amend, drop, letters, letter, alone, remember, cases, wipe };
})();
