/* The bell counts what is unread: it is fetched again when the socket says that a message has come, when the line was broken, and
   when somebody looks at the tablet again. Many messages at once are one question. */
(() => {
  "use strict";
  const SOON = 300, SPREAD = 700; // ms; a rush of messages to many tablets does not ask in one moment
  let soon, opened = false;
  const ask = () => {
    soon = soon || setTimeout(() => { soon = 0; document.body.dispatchEvent(new CustomEvent("inbox")); }, SOON + Math.random() * SPREAD);
  };
  document.addEventListener("live:word", ({ detail: word }) => { if ("inbox" in word.dataset) ask(); });
  document.addEventListener("live:open", () => { if (opened) ask(); opened = true; });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
})();
