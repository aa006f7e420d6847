/* The live page of a case. Needs app.js before it. */
(() => {
  "use strict";
  const { $, noNetwork } = window.binan;

  /* the case page: fetched again when the socket says so, else every 20 seconds */
  const startCase = (live) => {
    let version = live.dataset.version;
    const refresh = async () => {
      if (document.hidden) return;
      try {
        const response = await fetch(live.dataset.page);
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const now = $("[data-live]", page);
        if (!now || now.dataset.version === version) return;
        version = now.dataset.version;
        $("[data-live]").replaceWith(document.adoptNode(now));
        if (window.binanClock) window.binanClock.set(page.documentElement.dataset.now);
      } catch (fault) {
        noNetwork();
      }
    };
    const listen = () => {
      const socket = new WebSocket(location.origin.replace("http", "ws") + live.dataset.live);
      socket.onmessage = refresh;
      socket.onopen = refresh;
      socket.onclose = () => setTimeout(listen, 15000 + Math.random() * 10000);
    };
    listen();
    setInterval(refresh, 20000);
    document.addEventListener("visibilitychange", refresh);
  };

  const live = $("[data-live]");
  if (live) startCase(live);
})();
