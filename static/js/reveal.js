/* A full number stands on the page for a minute and goes by itself: sooner when she covers it, when the page is hidden, left or put
   aside. It is nowhere but in this element: no history, no draft, no cache (the answers are no-store). */
(() => {
  "use strict";
  const all = () => document.querySelectorAll("[data-revealed]");
  const cover = () => all().forEach((shown) => shown.remove());
  const uncover = (shown) => {
    const until = Date.now() + Number(shown.dataset.revealed) * 1000, left = shown.querySelector("[data-remasks]");
    shown.dataset.until = until;
    shown.focus();
    const tick = setInterval(() => {
      const seconds = Math.ceil((until - Date.now()) / 1000); // by the watch: a tablet that slept has let it pass
      if (seconds <= 0) shown.remove();
      if (!shown.isConnected) return clearInterval(tick);
      left.textContent = seconds + " 秒后自动遮住";
    }, 1000);
  };
  document.addEventListener("htmx:afterSettle", () => {
    if (document.hidden) return cover(); // it came when nobody was looking any more
    all().forEach((shown) => { if (!shown.dataset.until) uncover(shown); });
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-remask]")) cover(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) cover(); });
  addEventListener("pagehide", cover);
  document.addEventListener("freeze", cover);
})();
