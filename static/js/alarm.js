/* The alarm of a 特急 that nobody has claimed: a banner over the whole width, with sound and vibration until she has opened
   the case from it. It knows the burning rows of the board, or on another page what the socket said of them. What she has
   opened rests in this tab alone: colleagues' tablets ring on, and hers stays lit until somebody claims. */
(() => {
  "use strict";
  const RING = 4000; // ms
  const banner = document.getElementById("alarm"), link = banner.firstElementChild;
  const board = document.getElementById("board"), page = document.getElementById("case");
  const burning = new Map(); // code → row
  const unclaimed = (row) => row.dataset.lane === "0" && row.dataset.stage === "ACCEPTED";
  const opened = () => JSON.parse(sessionStorage.getItem("opened") || "[]");
  const loud = () => [...burning.keys()].filter((code) => !opened().includes(code));

  const draw = () => {
    if (page) { acknowledge(page.dataset.case); burning.delete(page.dataset.case); }
    const [first] = loud().concat(...burning.keys());
    banner.hidden = !first;
    if (!first) return;
    const row = burning.get(first), more = burning.size - 1;
    const words = "特急，还没有人认领：" + row.querySelector(".case-title").textContent.trim() + (more ? "（另有 " + more + " 件）" : "");
    link.href = row.querySelector(".case-title a").getAttribute("href");
    link.dataset.code = first;
    banner.dataset.loud = loud().length > 0;
    const text = link.querySelector("span");
    if (text.textContent !== words) text.textContent = words;
  };
  const acknowledge = (code) => {
    if (!opened().includes(code)) sessionStorage.setItem("opened", JSON.stringify([...opened().slice(-50), code]));
  };
  const ring = () => {
    if (!loud().length) return;
    if (window.binanDuty) window.binanDuty.ring();
    if (navigator.vibrate && navigator.userActivation && navigator.userActivation.hasBeenActive) navigator.vibrate([200, 100, 200]);
  };

  link.addEventListener("click", () => acknowledge(link.dataset.code));
  document.addEventListener("board:changed", () => {
    burning.clear();
    board.querySelectorAll(".case[data-lane='0'][data-stage=ACCEPTED]").forEach((row) => burning.set(row.dataset.code, row));
    draw();
  });
  document.addEventListener("live:row", ({ detail: row }) => {
    if (board) return; // its rows say it
    if (unclaimed(row)) burning.set(row.dataset.code, row);
    else burning.delete(row.dataset.code);
    draw();
    if (unclaimed(row)) ring();
  });
  setInterval(ring, RING);
})();
