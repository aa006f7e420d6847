/* The alarm of a 特急 that nobody has claimed, on every page of the desk: a banner over the whole width, with sound and vibration
   until she has opened the case or said 知道了. It knows the burning rows of the board; on any other page what its first HTML
   and then the socket said of them, asked for again whenever something may have been missed. What she has opened rests in this
   tab alone: colleagues' tablets ring on, and hers stays lit until somebody claims. */
(() => {
  "use strict";
  const RING = 4000; // ms
  const banner = document.getElementById("alarm");
  if (!banner) return;
  const link = banner.querySelector("a"), button = banner.querySelector("button");
  const board = document.querySelector("#board[data-socket]"), page = document.getElementById("case");
  const burning = new Map(); // code → { title, page }
  const unclaimed = (row) => row.dataset.lane === "0" && row.dataset.stage === "ACCEPTED";
  const opened = () => JSON.parse(sessionStorage.getItem("opened") || "[]");
  const loud = () => [...burning.keys()].filter((code) => !opened().includes(code));
  let during = null; // what came while the list was asked for
  let stale = false; // something may have been missed since it was asked for

  const acknowledge = (code) => {
    if (!opened().includes(code)) sessionStorage.setItem("opened", JSON.stringify([...opened().slice(-50), code]));
  };
  const draw = () => {
    if (page) { acknowledge(page.dataset.case); burning.delete(page.dataset.case); }
    const [first] = loud().concat(...burning.keys());
    banner.hidden = !first;
    if (!first) return;
    const row = burning.get(first), more = burning.size - 1;
    const words = "特急，还没有人认领：" + row.title + (more ? "（另有 " + more + " 件）" : "");
    link.href = row.page;
    link.dataset.code = first;
    button.hidden = opened().includes(first);
    banner.dataset.loud = loud().length > 0;
    const text = link.querySelector("span");
    if (text.textContent !== words) text.textContent = words;
  };
  const ring = () => {
    if (!loud().length) return;
    if (window.binanDuty) window.binanDuty.ring();
    if (navigator.vibrate && navigator.userActivation && navigator.userActivation.hasBeenActive) navigator.vibrate([200, 100, 200]);
  };

  const keep = (row) => burning.set(row.dataset.code, { title: row.querySelector(".case-title").textContent.trim(), page: row.querySelector(".case-title a").getAttribute("href") });
  const read = (list) => list.querySelectorAll("li").forEach((item) => burning.set(item.dataset.code, { title: item.textContent, page: item.dataset.page }));
  /* one word of the socket: a row, or that a case has left these units */
  const hear = (part) => {
    if (part.matches(".case") && unclaimed(part)) keep(part);
    else burning.delete(part.dataset.code);
  };
  const heard = (part) => {
    if (board) return; // its rows say it
    if (during) during.push(part);
    hear(part);
    draw();
    if (part.matches(".case") && unclaimed(part)) ring();
  };
  const again = async () => {
    if (board) return;
    stale = true; // until an answer that was asked for after this has come
    if (during) return;
    during = [];
    stale = false;
    try {
      const answer = await fetch(banner.dataset.page);
      const fresh = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("alarm");
      if (!fresh) throw new Error(answer.status);
      burning.clear();
      read(fresh);
      during.forEach(hear);
      draw();
    } finally { during = null; }
  };
  const refresh = () => again().catch((fault) => { stale = true; console.warn("alarm", fault); }); // the next heartbeat asks again

  const seen = () => { acknowledge(link.dataset.code); draw(); };
  link.addEventListener("click", () => setTimeout(seen)); // once the browser has followed it: it says the next one then
  button.addEventListener("click", seen);
  document.addEventListener("board:changed", () => {
    burning.clear();
    board.querySelectorAll(".case[data-lane='0'][data-stage=ACCEPTED]").forEach(keep);
    draw();
  });
  document.addEventListener("live:row", ({ detail: row }) => heard(row));
  document.addEventListener("live:word", ({ detail: word }) => { if ("gone" in word.dataset) heard(word); else if (stale && "heartbeat" in word.dataset) refresh(); });
  ["live:open", "live:missed"].forEach((name) => document.addEventListener(name, refresh));
  if (!board) { read(banner); draw(); }
  setInterval(ring, RING);
})();
