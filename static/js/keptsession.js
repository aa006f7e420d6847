/* The session without a network: the steps, seats and phrases as this tablet kept them (session.js). What is typed waits in the
   outbox and goes out from the live page, to which this one gives way as soon as there is a network. */
(() => {
  "use strict";
  const AGAIN = 10000; // ms
  const $ = (selector) => document.querySelector(selector);
  const code = location.pathname.split("/")[2];
  const back = () => {
    if ($("#write textarea") && $("#write textarea").value) return; // half a sentence is not lost for it
    fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok && location.replace(location.href), () => 0);
  };
  (async () => {
    const kept = (await window.binanDesk.all("sessions")).find((one) => one.code === code);
    if (kept) {
      const at = new Date(kept.at);
      $("#session").innerHTML = kept.html;
      Object.assign($("#session").dataset, { code, me: kept.me });
      $("#as-of").textContent = "这是 " + String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0") + " 的样子。";
      window.binanSession.phrases();
    }
    await window.binanDesk.draw();
    setInterval(back, AGAIN);
    addEventListener("online", back);
    $("#again").addEventListener("click", () => location.replace(location.href));
  })();
})();
