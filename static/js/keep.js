/* What a tablet keeps, for each person and until she logs out: how her board looked last (masked rows, never a number), and the
   calls, notes, replies and closings that she made without a network, with their photos. Photos go up one by one, each held by
   the server under a secret, so that a broken line goes on where it stopped; the letters go through /api/v1/sync/ in the order they
   were written (`n`: the tablet's clock may be set back), each answered: done, done before, or refused with the reason, which stays
   until she puts it away. What a colleague left unsent on this tablet waits for her, unread. Loaded by every page of the desk.
   A session of a mediation keeps its words the same way (session.js): they go to an address of their own, and the page as it looked is kept without
   minutes. A letter: { key, n, me, code, verb, given, at, files: [{ name, type, bytes, held }], refused, again, url, label, whole }. */
(() => {
  "use strict";
  const CACHE = "binan-desk", PAGES = ["/desk/offline/", "/mediation/offline/"], API = "/api/v1/sync/", AGAIN = 30000, MOST = 200; // ms; commands of one list, as the API takes them
  const PATIENCE = 90000; // ms for one photo
  const VERBS = { call_back: "记录通话", note: "备注", reply: "回复居民", close: "办结" };
  /* what the form of a verb says, as the API takes it */
  const GIVEN = {
    call_back: ({ outcome, summary }) => ({ outcome, reached: outcome === "connected", summary }),
    note: ({ text }) => ({ text }),
    reply: ({ text, sure }) => ({ text, sure: sure === "on" }),
    close: ({ result, closing_kind, no_evidence = "", sure }) => ({ result, closing_kind, no_evidence, sure: sure === "on" }),
  };
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const { me } = document.body.dataset; // "" on the page without a network

  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open("binan-desk", 2);
    request.onupgradeneeded = () => {
      const db = request.result, stores = { boards: "me", letters: "key", sessions: "code" };
      Object.entries(stores).forEach(([name, keyPath]) => { if (!db.objectStoreNames.contains(name)) db.createObjectStore(name, { keyPath }); });
    };
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const within = async (store, mode, act) => {
    const db = await open();
    try {
      return await new Promise((done, fail) => {
        const transaction = db.transaction(store, mode), asked = act(transaction.objectStore(store));
        transaction.oncomplete = () => done(asked.result);
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
    } finally {
      db.close();
    }
  };
  const all = (store) => within(store, "readonly", (rows) => rows.getAll());
  const put = (store, row) => within(store, "readwrite", (rows) => rows.put(row));
  const drop = (key) => within("letters", "readwrite", (rows) => rows.delete(key));
  const owner = async () => me || [...await all("boards"), ...await all("sessions"), { me: "" }][0].me;
  const letters = async () => {
    const whose = await owner();
    return (await all("letters")).filter((one) => one.me === whose).sort((a, b) => (a.n || 0) - (b.n || 0) || a.at - b.at);
  };
  const wipe = async () => {
    const mine = await letters();
    await within("boards", "readwrite", (rows) => rows.clear());
    await within("sessions", "readwrite", (rows) => rows.clear());
    await Promise.all(mine.map((one) => drop(one.key)));
  };

  const amend = (letter) => within("letters", "readwrite", (rows) => { // one that was put away or wiped meanwhile stays gone
    const found = rows.getKey(letter.key);
    found.onsuccess = () => { if (found.result) rows.put(letter); };
    return found;
  });
  const el = (name, words, more) => Object.assign(document.createElement(name), { textContent: words, ...more });

  /* how much waits, on every page; what exactly, where there is room for it */
  let urls = [];
  const shown = (photo, n) => {
    const href = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type })), link = el("a", "", { href, download: photo.name });
    urls.push(href);
    link.append(el("img", "", { src: href, alt: "第 " + (n + 1) + " 张照片，点一下存到平板" }));
    return link;
  };
  const name = (one) => one.label || VERBS[one.verb];
  const item = (one) => {
    const line = el("li", ""), at = new Date(one.at), photos = one.files || [];
    const when = String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
    const many = photos.length ? "，照片 " + photos.length + " 张" + (one.refused ? "" : "（已传 " + photos.filter((photo) => photo.held).length + "）") : "";
    line.append(el("span", one.code + " " + name(one) + "，" + when + many + (one.refused ? "，没有收下：" + one.refused : "，未发出")));
    if (!one.refused) return line;
    const away = el("button", "丢掉", { className: "btn btn-small", type: "button" });
    away.setAttribute("aria-label", "丢掉 " + one.code + " " + name(one) + " " + when);
    away.addEventListener("click", () => drop(one.key).then(draw));
    line.append(away, el("p", one.given.text || one.given.result || one.given.summary || one.given.body || "", { className: "keep small" }));
    const pictures = el("span", "", { className: "thumbs" });
    pictures.append(...photos.filter((photo) => photo.bytes).map(shown));
    line.append(pictures);
    return line;
  };
  const draw = async () => {
    const kept = await letters(), badge = $("#unsent"), list = $("#outbox"), others = (await all("letters")).length - kept.length;
    const waiting = kept.filter((one) => !one.refused).length, refused = kept.length - waiting;
    badge.hidden = !kept.length && !others;
    badge.textContent = [waiting && waiting + " 条未发出", refused && refused + " 条没有收下", others && "同事有 " + others + " 条在这台平板上，等她登录再发"].filter(Boolean).join("，");
    document.dispatchEvent(new CustomEvent("outbox", { detail: kept }));
    if (!list) return kept;
    list.hidden = !kept.length;
    urls.splice(0).forEach((url) => URL.revokeObjectURL(url));
    $("ul", list).replaceChildren(...kept.map(item));
    return kept;
  };
  const add = async (letter) => {
    await within("letters", "readwrite", (rows) => {
      const before = rows.getAll();
      before.onsuccess = () => rows.put({ at: Date.now(), me, ...letter, n: 1 + Math.max(0, ...before.result.map((one) => one.n || 0)) });
      return before;
    });
    await draw();
  };

  /* the photos of a file field, made small when they were picked (picked.js); those the server holds already by their secret */
  const pictures = async (input, held = []) => {
    const files = [...(input ? input.files : [])].map(async (file) => ({ name: file.name, type: file.type, bytes: await file.arrayBuffer() }));
    return [...held.map((secret) => ({ held: secret })), ...await Promise.all(files)];
  };

  const ask = async (url, body, more) => {
    const stop = new AbortController(), watch = setTimeout(() => stop.abort(), PATIENCE);
    const headers = { ...more, ...JSON.parse(document.body.dataset.hxHeaders) };
    try {
      const response = await fetch(url, { method: "POST", headers, body, signal: stop.signal });
      const said = await response.json().catch(() => ({}));
      if (!response.ok && ![413, 422].includes(response.status)) throw new Error(response.status);
      return { ok: response.ok, said };
    } finally {
      clearTimeout(watch);
    }
  };
  const unsent = (letter) => !letter.whole && (letter.files || []).find((photo) => !photo.held);
  const upload = async (letter) => {
    const photo = unsent(letter), body = new FormData();
    body.append("files", new Blob([photo.bytes], { type: photo.type }), photo.name);
    const { ok, said } = await ask("/api/v1/photos/", body);
    if (ok) photo.held = said.held;
    else letter.refused = said.error ? said.error.sentence : "有一张照片太大，这边收不下。";
    await amend(letter);
  };
  const settle = async (letter, { status, error }) => {
    if (status !== "refused") return drop(letter.key);
    const gone = error.code === "held_gone" && !letter.again && letter.files.every((photo) => photo.bytes);
    if (gone) letter.files.forEach((photo) => delete photo.held); // held for a day only: send them again, once
    return amend(Object.assign(letter, gone ? { again: true } : { refused: error.sentence }));
  };
  const command = async (ready, url) => {
    const body = ready.map(({ key, code, verb, at, given, files = [] }) => ({
      client_key: key, code, verb, at: new Date(at).toISOString(), ...given, ...(files.length && { photos: files.map((photo) => photo.held) }),
    }));
    const { ok, said } = await ask(url, JSON.stringify(body), { "Content-Type": "application/json" });
    if (!ok) throw new Error("the whole list was refused");
    for (const answer of said) await settle(ready.find((one) => one.key === answer.client_key), answer);
  };
  /* a letter that goes with its file in one piece, to an address of its own: evidence of a session */
  const deliver = async (letter) => {
    const body = new FormData(), headers = { Accept: "application/json", ...JSON.parse(document.body.dataset.hxHeaders) };
    Object.entries({ ...letter.given, client_key: letter.key, at: new Date(letter.at).toISOString() }).forEach(([field, value]) => body.append(field, value));
    letter.files.forEach((file) => body.append("file", new Blob([file.bytes], { type: file.type }), file.name));
    const stop = new AbortController(), watch = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const response = await fetch(letter.url, { method: "POST", headers, body, signal: stop.signal }), said = await response.json().catch(() => ({}));
      if (response.ok && said.done) return await drop(letter.key);
      if (![403, 404, 409, 413, 422].includes(response.status)) throw new Error(response.status);
      return await amend(Object.assign(letter, { refused: said.error ? said.error.sentence : "这边收不下，请换一个文件，或者请同事登记。" }));
    } finally {
      clearTimeout(watch);
    }
  };
  /* what waits for a photo holds up its own case alone: a call that was made is not late because a picture is large */
  const send = async () => {
    for (;;) {
      const waiting = (await letters()).filter((one) => !one.refused), held = new Set();
      const ready = waiting.filter((one) => { if (unsent(one)) held.add(one.code); return !held.has(one.code); });
      const next = waiting.find(unsent);
      const { url = API, whole } = ready[0] || {}, turn = ready.findIndex((one) => one.whole || (one.url || API) !== url);
      if (whole) await deliver(ready[0]);
      else if (ready.length) await command(ready.slice(0, Math.min(turn < 0 ? MOST : turn, MOST)), url);
      else if (next) await upload(next);
      else return;
      await draw();
    }
  };
  let turn = null;
  const flush = () => turn || (turn = send().catch((fault) => console.warn("outbox", fault)).then(draw).finally(() => { turn = null; }));

  /* the board as it was when the server last spoke */
  const plain = (row) => {
    const copy = row.cloneNode(true);
    copy.removeAttribute("style"); // the ring's share; our policy takes none from markup
    return copy.outerHTML;
  };
  let soon;
  const remember = () => {
    const board = $("#board");
    if (!board || !board.dataset.socket || board.dataset.wants) return; // the first page, whole
    clearTimeout(soon);
    soon = setTimeout(() => {
      if ($("#lamp").dataset.lamp !== "live") return;
      put("boards", { me, at: Date.now(), ahead: window.binanClock.now() - Date.now(), unit: $(".desk-head h1").textContent, rows: [...board.querySelectorAll(".case")].map(plain) }).catch(console.warn);
    }, 1000);
  };
  /* what the page without a network is made of: asked for afresh, since its files are named by their content */
  const prepare = async () => {
    const cache = await caches.open(CACHE), files = [];
    for (const address of PAGES) {
      const answer = await fetch(address);
      if (!answer.ok) return;
      await cache.put(address, answer.clone());
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      files.push(...[...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") || one.getAttribute("src")));
    }
    const here = (await cache.keys()).map((request) => new URL(request.url).pathname);
    await cache.addAll([...new Set(files)].filter((file) => !here.includes(file)));
    await Promise.all(here.filter((file) => !PAGES.includes(file) && !files.includes(file)).map((file) => cache.delete(file)));
    await navigator.serviceWorker.register("/sw.js");
  };

  let warned = false;
  window.binanDesk = {
    all, add, put, drop, draw, wipe, pictures, flush, GIVEN,
    /* a form that found no network; false for one that cannot wait */
    keepForm: async (form, code) => {
      const verb = form.dataset.draft, typed = Object.fromEntries(new FormData(form));
      if (!VERBS[verb]) return false;
      const held = [...form.querySelectorAll("[name=held]")].map((one) => one.value);
      await add({ key: typed.client_key, code, verb, given: GIVEN[verb](typed), files: await pictures($("[type=file]", form), held) });
      return true;
    },
  };
  if (!me) return;
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[action='/logout/']") || event.target.dataset.wiped) return;
    const form = event.target;
    event.preventDefault();
    draw().then((kept) => {
      if (kept.length && !warned) {
        warned = true;
        $("#unsent").focus();
        form.querySelector("button").textContent = "仍要退出，丢掉未发出的";
        return;
      }
      form.dataset.wiped = "1";
      return wipe().catch(console.warn).then(() => { sessionStorage.clear(); form.submit(); });
    });
  });
  ["board:changed", "live:word", "live:row"].forEach((name) => document.addEventListener(name, remember));
  document.addEventListener("live:open", flush);
  addEventListener("online", flush);
  setInterval(flush, AGAIN);
  const leave = (store, key) => all(store).then((rows) => Promise.all(rows.filter((row) => row.me !== me).map((row) => within(store, "readwrite", (kept) => kept.delete(row[key])))));
  Promise.all([leave("boards", "me"), leave("sessions", "code")]).then(flush).catch(console.warn);
  if ($("#board, #session") && navigator.serviceWorker && !("noWorker" in document.body.dataset)) addEventListener("load", () => prepare().catch(console.warn));
})();
