/* What a tablet keeps, for one person and until she logs out: how her board looked last (masked rows, never a number), and the
   calls and notes that she made without a network. They go through /api/v1/sync/ in their order, each answered: done,
   done before, or refused with the reason, which she reads before it goes. Loaded by every page of the desk. */
(() => {
  "use strict";
  const CACHE = "binan-desk", PAGE = "/desk/offline/", AGAIN = 30000, MOST = 200; // ms; commands of one list, as the API takes them
  const VERBS = { call_back: "记录通话", note: "备注" };
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const { me } = document.body.dataset; // "" on the page without a network

  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open("binan-desk", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("boards", { keyPath: "me" });
      request.result.createObjectStore("letters", { keyPath: "key" });
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
  const wipe = () => Promise.all(["boards", "letters"].map((store) => within(store, "readwrite", (rows) => rows.clear())));
  const letters = async () => (await all("letters")).sort((a, b) => a.at - b.at);

  /* how much waits, on every page; what exactly, where there is room for it */
  const draw = async () => {
    const kept = await letters(), badge = $("#unsent"), list = $("#outbox");
    const waiting = kept.filter((one) => !one.refused).length, refused = kept.length - waiting;
    badge.hidden = !kept.length;
    badge.textContent = [waiting && waiting + " 条未发出", refused && refused + " 条没有收下"].filter(Boolean).join("，");
    if (!list) return kept;
    list.hidden = !kept.length;
    $("ul", list).replaceChildren(...kept.map((one) => {
      const item = document.createElement("li"), at = new Date(one.at);
      item.append(one.code + " " + VERBS[one.verb] + "，" + String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0") + (one.refused ? "，没有收下：" + one.refused : "，未发出"));
      if (one.refused) {
        const known = Object.assign(document.createElement("button"), { className: "btn btn-small", textContent: "知道了", type: "button" });
        known.addEventListener("click", () => drop(one.key).then(draw));
        item.append(known);
      }
      return item;
    }));
    return kept;
  };
  const add = async (letter) => { await put("letters", { at: Date.now(), me, ...letter }); await draw(); };

  const send = async () => {
    const waiting = (await letters()).filter((one) => !one.refused).slice(0, MOST);
    if (!waiting.length) return;
    const body = waiting.map(({ key, code, verb, at, given }) => ({ client_key: key, code, verb, at: new Date(at).toISOString(), ...given }));
    const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.dataset.hxHeaders) };
    const response = await fetch("/api/v1/sync/", { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(response.status);
    for (const { client_key: key, status, error } of await response.json()) {
      if (status === "refused") await put("letters", { ...waiting.find((one) => one.key === key), refused: error.sentence });
      else await drop(key);
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
    if (!board || board.dataset.wants) return;
    clearTimeout(soon);
    soon = setTimeout(() => {
      if ($("#lamp").dataset.lamp !== "live") return;
      put("boards", { me, at: Date.now(), ahead: window.binanClock.now() - Date.now(), unit: $(".desk-head h1").textContent, rows: [...board.querySelectorAll(".case")].map(plain) }).catch(console.warn);
    }, 1000);
  };
  /* what the page without a network is made of: asked for afresh, since its files are named by their content */
  const prepare = async () => {
    const cache = await caches.open(CACHE), answer = await fetch(PAGE);
    if (!answer.ok) return;
    await cache.put(PAGE, answer.clone());
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const files = [...page.querySelectorAll("link[rel=stylesheet], script[src]")].map((one) => one.getAttribute("href") || one.getAttribute("src"));
    const here = (await cache.keys()).map((request) => new URL(request.url).pathname);
    await cache.addAll(files.filter((file) => !here.includes(file)));
    await Promise.all(here.filter((file) => file !== PAGE && !files.includes(file)).map((file) => cache.delete(file)));
    await navigator.serviceWorker.register("/sw.js");
  };

  let warned = false;
  window.binanDesk = {
    all, add, draw, wipe,
    /* a form that found no network; false for one that cannot wait */
    keepForm: async (form, code) => {
      const verb = form.dataset.draft, typed = Object.fromEntries(new FormData(form));
      if (!VERBS[verb]) return false;
      const given = verb === "note" ? { text: typed.text } : { outcome: typed.outcome, reached: typed.outcome === "connected", summary: typed.summary };
      await add({ key: typed.client_key, code, verb, given });
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
  Promise.all(["boards", "letters"].map(async (store) => (await all(store)).some((row) => row.me !== me)))
    .then((others) => others.some(Boolean) && wipe()).then(flush).catch(console.warn);
  if ($("#board") && navigator.serviceWorker && !("noWorker" in document.body.dataset)) addEventListener("load", () => prepare().catch(console.warn));
})();
