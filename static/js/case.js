/* The live page of a case: fetched again when the socket says so, else every 20 seconds, never by a page nobody looks at. The
   socket opens with the version it knows, and a page that has it asks nothing. No message is needed to be right. The screen
   reader hears a new stage and nothing else. Needs app.js before it. */
(() => {
  "use strict";
  const EVERY = 20000, AGAIN = 15000; // ms between polls, and before the socket is tried again
  const { $, t, need, say } = window.binan;
  const first = $("[data-live]");
  if (!first) return;

  let seen = Date.now(), asked = 0, lost = false;
  const two = (n) => String(n).padStart(2, "0");
  /* without a network the page says from when it is */
  const stale = () => {
    lost = true;
    const at = new Date(seen);
    say(t("现在没有网络，您看到的是 {at} 的情况。急事请打 110。", { at: two(at.getHours()) + ":" + two(at.getMinutes()) }));
  };
  const found = () => { seen = Date.now(); if (lost) { lost = false; say(""); } };
  const remember = (live) => {
    const { code, place, words, page, filed } = live.dataset;
    window.binan.remember({ url: page, code, place, stage: words, at: Number(filed) });
  };

  const put = (fresh, page) => {
    const old = $("[data-live]");
    const held = old.contains(document.activeElement) && document.activeElement.getAttribute("action");
    const moved = old.dataset.stage !== fresh.dataset.stage;
    old.replaceWith(document.adoptNode(fresh));
    if (moved) $("#stage-said").textContent = fresh.dataset.words;
    if (moved) document.title = page.title;
    if (held) { const button = $('form[action="' + held + '"] button', fresh); if (button) button.focus({ preventScroll: true }); }
    remember(fresh);
  };
  const refresh = async () => {
    if (document.hidden) return;
    const mine = ++asked;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), EVERY);
    try {
      const response = await fetch($("[data-live]").dataset.page, { signal: stop.signal, cache: "no-store" });
      if (!response.ok) return; // busy or restarting: the next poll asks again
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = $("[data-live]", page);
      if (!fresh || mine !== asked) return; // another page, or a newer question is under way
      found();
      if (fresh.dataset.version !== $("[data-live]").dataset.version || fresh.dataset.late !== $("[data-live]").dataset.late) put(fresh, page);
      if (window.binanClock) window.binanClock.set(page.documentElement.dataset.now);
    } catch (fault) {
      stale();
    } finally {
      clearTimeout(timer);
    }
  };
  const listen = () => {
    const socket = new WebSocket(location.origin.replace("http", "ws") + first.dataset.live);
    socket.onmessage = ({ data }) => (data.includes('"' + $("[data-live]").dataset.version + '"') ? found() : refresh());
    socket.onclose = () => setTimeout(listen, AGAIN + Math.random() * 10000);
  };
  /* the form to add something stands below: its scripts come when it comes into sight, or when something was begun in it */
  const form = $("[data-scripts]");
  const fill = () => form.dataset.scripts.split(" ").reduce((before, src) => before.then(() => need(src)), Promise.resolve()).catch(() => {});
  if (form) {
    if (window.IntersectionObserver) new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && fill()).observe(form);
    form.addEventListener("focusin", fill);
    window.binanOutbox.letters().then((letters) => letters.some((letter) => letter.path === location.pathname) && fill());
  }

  listen();
  setInterval(refresh, EVERY);
  document.addEventListener("visibilitychange", refresh);
  addEventListener("online", refresh);
  addEventListener("offline", stale);
  if (!navigator.onLine) stale();
  remember(first);

  /* reminders on this phone: the script comes only where they can work, which WeChat's browser is not */
  const follow = $("[data-push]");
  if (follow && "PushManager" in window && "Notification" in window && "serviceWorker" in navigator && !/MicroMessenger/i.test(navigator.userAgent)) need(follow.dataset.push).catch(() => {});
})();
