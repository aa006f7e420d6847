/* Every promise on the page counts down from its absolute data-due (epoch ms), corrected by the server's clock.
   One interval for all; a hidden page rests. Without this script the server's words ("14:26 前回电") stand.
   Shape and colour follow data-sla: ample, watch (a quarter of the time left), late. */
(() => {
  "use strict";
  const root = document.documentElement;
  const nav = performance.getEntriesByType("navigation")[0];
  const arrived = nav && nav.responseStart ? performance.timeOrigin + nav.responseStart : Date.now();
  let offset = Number(root.dataset.now) * 1000 + 500 - arrived;

  const two = (n) => String(n).padStart(2, "0");
  const clock = (seconds, days) => {
    const s = Math.floor(Math.abs(seconds));
    if (s >= 172800) return (days || "{n} 天").replace("{n}", Math.floor(s / 86400)); // nobody counts weeks in seconds
    const rest = two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
    return s < 3600 ? rest : Math.floor(s / 3600) + ":" + rest;
  };

  const draw = (el, now) => {
    const left = (Number(el.dataset.due) - now) / 1000;
    const share = el.dataset.total ? left / Number(el.dataset.total) : 1;
    const sla = left <= 0 ? "late" : share <= 0.25 ? "watch" : "ample";
    const { what } = el.dataset; // boards give the act alone, residents' pages the sentence in their language
    const words = (left > 0 ? el.dataset.left || "{left} 内" + what : el.dataset.late || what + "已超时 {left}").replace("{left}", clock(left, el.dataset.days));
    const text = el.querySelector(".countdown-text");
    if (text && text.textContent !== words) text.textContent = words;
    if (el.dataset.sla !== sla) el.dataset.sla = sla;
    el.style.setProperty("--part", Math.max(0, Math.min(1, share)).toFixed(3));
  };

  const tick = () => {
    if (document.hidden) return;
    const now = Date.now() + offset;
    document.querySelectorAll("[data-due]").forEach((el) => draw(el, now));
  };

  /* A fresh snapshot brings a fresh server time (seconds): tablets' clocks drift. */
  window.binanClock = { now: () => Date.now() + offset, set: (seconds) => { offset = Number(seconds) * 1000 + 500 - Date.now(); tick(); } };
  document.addEventListener("visibilitychange", tick);
  tick();
  setInterval(tick, 1000);
})();
