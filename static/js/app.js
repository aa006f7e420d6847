/* What every resident page needs. Everything here is extra: without it each page is a plain form that works.
   Parts: display (elder view) · offline bar · drafts and outbox in IndexedDB · one tap, one post · the service worker.
   intake.js (form, photos) and case.js (the live page) build on window.binan, which is all that this file shows. */
(() => {
  "use strict";
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const $$ = (selector, scope) => [...(scope || document).querySelectorAll(selector)];
  const DAY = 864e5;
  /* the Chinese sentence itself, or its translation where a page brought some (window.binanWords) */
  const t = (words) => (window.binanWords || {})[words] || words;

  /* display: the elder view switches in place, so that nothing typed is lost */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-display]")) return;
    event.preventDefault();
    const button = $("button", event.target);
    const elder = button.value === "elder";
    document.cookie = "size=" + button.value + ";path=/;max-age=31536000;samesite=lax";
    if (elder) document.documentElement.dataset.size = "elder";
    else delete document.documentElement.dataset.size;
    button.value = elder ? "standard" : "elder";
    button.textContent = elder ? "标准版" : "长辈版";
  });

  /* the bar on top: no network, or something arrived late */
  const bar = $("#offline");
  const say = (words, href) => {
    bar.textContent = words;
    if (href) {
      const link = document.createElement("a");
      link.href = href;
      link.textContent = "查看";
      bar.append(" ", link);
    }
    bar.hidden = !words;
  };
  const noNetwork = () => say($("[data-intake]") ? "现在没有网络。您可以先写好，联网后自动提交。急事请打 110。"
    : $("[data-retry]") ? "" : "现在没有网络，看到的可能不是最新情况。急事请打 110。");

  /* drafts: IndexedDB, photos as ArrayBuffer (WebKit keeps no Blob), one per form address, for a day */
  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open("binan", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "path" });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const store = async (mode, act) => {
    try {
      const db = await open();
      return await new Promise((done, fail) => {
        const transaction = db.transaction("drafts", mode);
        const request = act(transaction.objectStore("drafts"));
        transaction.oncomplete = () => { db.close(); done(request.result); };
        transaction.onerror = transaction.onabort = () => fail(transaction.error);
      });
    } catch (fault) {
      console.warn("draft store", fault); // private mode: the form works without it
      return undefined;
    }
  };
  const keep = (draft) => store("readwrite", (s) => s.put(draft));
  const drop = (path) => store("readwrite", (s) => s.delete(path));
  const drafts = async () => {
    const all = (await store("readonly", (s) => s.getAll())) || [];
    const old = all.filter((d) => Date.now() - d.at > DAY && !d.queued);
    await Promise.all(old.map((d) => drop(d.path)));
    return all.filter((d) => !old.includes(d));
  };

  const post = (url, data) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 90000);
    return fetch(url, { method: "POST", body: data, signal: stop.signal, headers: { "X-Requested-With": "fetch" } });
  };
  /* what was written offline goes out at the next chance, with its own key: once, however often it is tried */
  const flush = async () => {
    const waiting = (await drafts()).filter((d) => d.queued);
    for (const draft of waiting) {
      const page = await fetch(draft.path, { headers: { "X-Requested-With": "fetch" } });
      if (!page.ok) continue;
      const fresh = $("[data-intake]", new DOMParser().parseFromString(await page.text(), "text/html"));
      const data = new FormData();
      draft.fields.forEach(([name, value]) => data.append(name, value));
      data.append("csrfmiddlewaretoken", $("[name=csrfmiddlewaretoken]", fresh).value);
      draft.photos.forEach((p) => data.append("files", new Blob([p.bytes], { type: p.type }), p.name));
      const response = await post(fresh.getAttribute("action") || draft.path, data);
      if (response.redirected) {
        await drop(draft.path);
        say("之前没有网络时写的，已经提交。", response.url);
      } else if (response.status < 500 && response.status !== 429) {
        await keep({ ...draft, queued: false });
        say("之前写的有一处要改，请打开看看。", draft.path);
      }
    }
  };
  const online = () => { say(""); flush().catch(noNetwork); };

  /* parts of a page: each runs now, and again whenever the page's content was replaced */
  const parts = [];
  const start = () => parts.forEach((part) => part());
  const part = (act) => { parts.push(act); act(); };

  const show = async (response) => {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = page.title;
    $("#main").replaceWith(document.adoptNode($("#main", page)));
    start();
    scrollTo(0, 0);
  };

  part(() => {
    const errors = $("[data-errors]");
    if (errors) errors.focus();
    $$("[data-forget]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", async () => {
        await Promise.all((await drafts()).map((d) => drop(d.path)));
        button.textContent = "这部手机上的草稿已清除";
      });
    });
  });

  /* a second tap sends nothing twice; heard at the document, after whoever sends a form himself */
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else if (!event.defaultPrevented) event.target.dataset.sent = "1";
  });

  window.binan = { $, $$, t, say, noNetwork, keep, drop, drafts, post, show, part };

  addEventListener("offline", noNetwork);
  addEventListener("online", online);
  if (navigator.onLine) flush().catch(noNetwork);
  else noNetwork();
  if ($("[data-retry]")) addEventListener("online", () => location.reload());
  addEventListener("pageshow", (event) => {
    if (event.persisted && $("[data-intake]")) location.reload();
    $$("form").forEach((f) => delete f.dataset.sent);
  });
  addEventListener("load", () => {
    const idle = window.requestIdleCallback || ((act) => setTimeout(act, 2000));
    if ("serviceWorker" in navigator) idle(() => navigator.serviceWorker.register("/sw.js").catch((fault) => console.warn("worker", fault)));
  });
})();
