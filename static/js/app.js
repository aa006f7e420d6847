/* What every resident page needs. Everything here is extra: without it each page is a plain form that works.
   Parts: display (elder view) · the bar on top · letters that wait (outbox.js) · one tap, one post · the service worker.
   intake.js (form, photos), case.js (the live page) and mine.js build on window.binan, which is all that this file shows. */
(() => {
  "use strict";
  const outbox = window.binanOutbox;
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const $$ = (selector, scope) => [...(scope || document).querySelectorAll(selector)];
  /* the Chinese sentence itself, or its translation where a page brought some (window.binanWords) */
  const t = (words, values) => Object.entries(values || {}).reduce((said, [name, value]) => said.replace("{" + name + "}", () => value), (window.binanWords || {})[words] || words);
  const el = (name, words, more) => Object.assign(document.createElement(name), { textContent: words || "" }, more);

  /* display: size and colours change in place where something is being typed; else the page comes anew, as without script */
  const FILLED = "main textarea, main input:not([type=hidden])";
  const menu = $(".menu");
  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!event.target.matches("[data-display]") || !button || button.name === "lang") return;
    if (navigator.onLine && button.name === "size" && !$(FILLED)) return;
    event.preventDefault();
    const { name, value } = button, usual = value === "standard" || value === "auto";
    document.cookie = name + "=" + value + ";path=/;samesite=lax;max-age=" + (usual ? 0 : 31536000) + (location.protocol === "https:" ? ";secure" : "");
    if (usual) delete document.documentElement.dataset[name];
    else document.documentElement.dataset[name] = value;
    $$("[data-display] [aria-pressed][name=" + name + "]").forEach((b) => b.setAttribute("aria-pressed", b.value === value));
    const quick = name === "size" && $("[data-other]");
    if (quick && quick.value === value) {
      quick.value = usual ? "elder" : "standard";
      [quick.textContent, quick.dataset.other] = [quick.dataset.other, quick.textContent];
    }
  });
  if (menu) {
    document.addEventListener("click", (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => { if (event.key === "Escape") { menu.open = false; $("summary", menu).focus(); } });
  }

  /* the bar on top: no network, something waits, something arrived, a new version */
  const bar = $("#offline");
  const say = (words, more) => {
    bar.replaceChildren(words, ...(more ? [" ", more] : []));
    bar.hidden = !words;
  };
  const link = (href, words) => el("a", words || t("查看"), { href });
  const noNetwork = () => say($("[data-intake]") ? $("[data-intake]").dataset.intake : $("[data-retry]") ? "" : t("现在没有网络，看到的可能不是最新情况。急事请打 110。"));

  /* what is only needed later is fetched then, and asked for again when it could not come, or not within 20 s */
  const asked = {}, tries = {};
  const need = (src) => asked[src] = asked[src] || new Promise((done, fail) => {
    document.head.append(el("script", "", { src: src + (tries[src] || ""), onload: done, onerror: fail }));
    setTimeout(fail, 2e4);
  }).catch(() => {
    delete asked[src];
    tries[src] = "?" + Date.now(); // under its own name it would wait for the line that says nothing
    throw new TypeError(src);
  });
  const carrier = () => need($("[data-carry]").dataset.carry);

  /* what waits goes out whenever there is hope: page opened, network back, page looked at, and every so often */
  let pause = 5000;
  let again = 0;
  const arrived = (ends) => {
    ends.forEach(tell);
    if (ends.length) document.dispatchEvent(new CustomEvent("outbox", { detail: ends }));
  };
  const tell = (end) => {
    if (end.done) say(end.done.added ? t("补充已送达：{code}。", end.done) : t("已送达：{code}。承诺的时间从我们收到时算起。", end.done), link(end.done.url));
    else if (end.refused) say(t("之前写的有一处要改：{sentence}", { sentence: t(end.refused.sentence) }), link(end.letter.path + "#draft=" + end.letter.key, t("打开修改")));
  };
  const queued = async () => (await outbox.letters()).filter((letter) => letter.queued);
  const flush = async () => {
    clearTimeout(again);
    const tried = (await queued()).length ? await carrier().then(() => outbox.flush(), () => null) : [];
    const ends = tried || []; // null: nothing could be tried
    const waiting = await queued();
    if (waiting.length) {
      if (!$("[data-waiting]:not([hidden]), [data-send]:disabled")) say(t("待发送 {n} 件，有网络就自动发出。", { n: waiting.length }), link("/mine/"));
      again = setTimeout(flush, Math.max(pause, ...ends.map((end) => (end.wait || 0) * 1000)));
      if (!tried || ends.length) pause = Math.min(pause * 2, 60000); // else somebody else is just sending it
    } else {
      pause = 5000;
    }
    arrived(ends);
  };
  /* the worker goes on when the page is gone, where the browser can (Background Sync) */
  const later = async () => {
    const worker = navigator.serviceWorker && await navigator.serviceWorker.getRegistration();
    if (worker && worker.sync) await worker.sync.register("letters").catch((fault) => console.warn("sync", fault));
    clearTimeout(again);
    again = setTimeout(flush, pause);
  };

  /* before the page goes: whoever holds something typed keeps it first */
  const keepers = [];
  const beforeLeaving = (act) => keepers.push(act);

  const errors = $("[data-errors]");
  if (errors) errors.focus();

  /* a second tap sends nothing twice; heard at the document, after whoever sends a form himself */
  document.addEventListener("submit", (event) => {
    if (event.target.dataset.sent) event.preventDefault();
    else if (!event.defaultPrevented) event.target.dataset.sent = "1";
  });

  window.binan = { $, $$, el, t, need, carrier, say, flush, later, beforeLeaving, remember: outbox.remember };

  addEventListener("offline", noNetwork);
  addEventListener("online", () => { say(""); pause = 5000; flush(); });
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  if (!navigator.onLine) noNetwork();
  flush();
  addEventListener("pageshow", () => $$("form").forEach((form) => delete form.dataset.sent));

  /* the worker: registered when the page is done; a new one waits until the person says so, and what is written stays */
  const offer = (registration) => {
    const button = el("button", t("更新"), { type: "button", className: "btn btn-small" });
    button.addEventListener("click", async () => {
      button.disabled = true;
      await Promise.all(keepers.map((act) => act()));
      navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
      registration.waiting.postMessage("update");
    });
    say(t("有新版本，点一下更新，您写的都还在。"), button);
  };
  const register = async () => {
    const registration = await navigator.serviceWorker.register("/sw.js");
    if (registration.waiting && navigator.serviceWorker.controller) offer(registration);
    registration.addEventListener("updatefound", () => {
      const fresh = registration.installing;
      fresh.addEventListener("statechange", () => fresh.state === "installed" && navigator.serviceWorker.controller && offer(registration));
    });
  };
  if ("serviceWorker" in navigator && !("noWorker" in document.body.dataset)) {
    const idle = window.requestIdleCallback || ((act) => setTimeout(act, 2000));
    addEventListener("load", () => idle(() => register().catch((fault) => console.warn("worker", fault))));
    navigator.serviceWorker.addEventListener("message", (event) => arrived(event.data));
  }
})();
