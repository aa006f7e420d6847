/* 演练: when the board's line opens, or says that a practice case began or ended, the part is fetched. What is new in it rings
   as a new case does, and the server is told that it rang: from the scan to this moment is what is measured. */
(() => {
  "use strict";
  const known = new Set();
  const ring = (form) => {
    document.getElementById("said").textContent = form.querySelector("p").textContent.trim();
    if (window.binanDuty) window.binanDuty.ring();
    fetch(form.dataset.rang, { method: "POST", body: new FormData(form) }).catch((fault) => console.warn("drill", fault));
  };
  const refresh = async () => {
    const answer = await fetch(document.getElementById("board").dataset.drills);
    if (answer.redirected || !answer.ok) return; // the board itself finds out why
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("drills");
    document.getElementById("drills").replaceWith(part);
    part.querySelectorAll("[data-drill]").forEach((form) => {
      if (known.has(form.dataset.drill)) return;
      known.add(form.dataset.drill);
      ring(form);
    });
  };
  const again = () => refresh().catch((fault) => console.warn("drill", fault));
  document.addEventListener("live:open", again);
  document.addEventListener("live:word", ({ detail: word }) => { if ("drill" in word.dataset) again(); });
})();
