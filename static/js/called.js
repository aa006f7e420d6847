/* Somebody is called to a case: take it, ring the resident of what she claimed, or answer an offer. Words over the whole width with a way to
   the case, until she has seen them or somebody went on with it; the row is marked; tones on duty (duty.js). Which offers stand is asked whenever the line
   opens: a word came on the page before, or was missed while the line was broken. */
(() => {
  "use strict";
  const bar = document.getElementById("called");
  if (!bar) return;
  const link = bar.querySelector("a"), text = link.querySelector("span");
  const SHORT = { lease: "请先联系居民", again: "请再打一次电话", take: "请您接手" };
  const LONG = { lease: "请先联系居民：", again: "到时间了，请再打一次电话：", take: "等人接手，请您看一下：", offer: "请您接手，等您答复：" };
  const SEEN = "offers-seen"; // in this tab, over its pages: the codes of offers that she does not want to be called to again
  const seen = () => JSON.parse(sessionStorage.getItem(SEEN) || "[]");
  const calls = new Map(); // code → { why, title, page, entry }; the latest is shown

  const draw = () => {
    const [code, call] = [...calls].pop() || [];
    bar.hidden = !call;
    if (!call) return;
    const words = LONG[call.why] + call.title + (calls.size > 1 ? "（另有 " + (calls.size - 1) + " 件）" : "");
    Object.assign(link, { href: call.page });
    link.dataset.code = code;
    if (text.textContent !== words) text.textContent = words;
  };
  /* rows are written anew with each word of the socket, so they are marked after it */
  const mark = () => document.querySelectorAll(".case[data-code]").forEach((row) => {
    const known = calls.get(row.dataset.code), past = known && known.why !== "offer" && Number(row.dataset.entry) > known.entry;
    if (past && calls.delete(row.dataset.code)) draw(); // a word was missed: somebody has gone on with it
    const call = calls.get(row.dataset.code);
    if (call && SHORT[call.why]) row.dataset.called = SHORT[call.why];
    else delete row.dataset.called;
  });
  const over = (code) => { if (calls.delete(code)) { draw(); mark(); } };

  const call = (code, why, entry, title, page) => {
    calls.delete(code);
    calls.set(code, { why, title, page, entry: Number(entry) });
    draw();
    if (window.binanDuty) window.binanDuty.call(why);
  };

  document.addEventListener("case:ring", ({ detail: row }) => {
    const { code, ring, people, entry } = row.dataset, title = row.querySelector(".case-title");
    if (!LONG[ring] || !people.split(" ").includes(document.body.dataset.me)) return;
    call(code, ring, entry, title.textContent.trim(), title.querySelector("a").getAttribute("href"));
  });
  document.addEventListener("board:changed", mark);
  /* somebody went on with it, or it left these boards; an offer stands until it is answered or ends */
  document.addEventListener("live:row", ({ detail: { dataset: { code, entry } } }) => { const known = calls.get(code); if (known && known.why !== "offer" && Number(entry) > known.entry) over(code); });
  let stale = false, spoken = null; // spoken: of which offers the socket spoke while the list was asked for
  const again = async () => {
    if (spoken) return;
    spoken = new Set();
    stale = false;
    try {
      const answer = await fetch(document.getElementById("alarm").dataset.page);
      const list = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("offers");
      if (!list) throw new Error(answer.status);
      const stand = [...list.children].filter(({ dataset: { code } }) => !spoken.has(code)), codes = stand.map((item) => item.dataset.code);
      [...calls].forEach(([code, { why }]) => { if (why === "offer" && !spoken.has(code) && !codes.includes(code)) over(code); });
      stand.filter(({ dataset: { code, page } }) => page !== location.pathname && !calls.has(code) && !seen().includes(code)).forEach((item) => call(item.dataset.code, "offer", item.dataset.entry, item.textContent, item.dataset.page));
    } catch (fault) {
      stale = true; // the next heartbeat asks again
      console.warn("called", fault);
    } finally { spoken = null; }
  };
  document.addEventListener("live:open", again);
  document.addEventListener("live:word", ({ detail: { dataset } }) => {
    if (stale && "heartbeat" in dataset) again();
    if (dataset.call && spoken) spoken.add(dataset.code);
    if (dataset.call) sessionStorage.setItem(SEEN, JSON.stringify(seen().filter((code) => code !== dataset.code)));
    if (dataset.call === "offer") call(dataset.code, "offer", dataset.entry, dataset.title, dataset.page);
    else if (dataset.call === "over" || "gone" in dataset) over(dataset.code);
  });
  bar.addEventListener("click", (event) => {
    const { code } = link.dataset;
    if (event.target.closest("a, button")) sessionStorage.setItem(SEEN, JSON.stringify([...seen().slice(-50), code]));
    if (event.target.closest("button")) over(code);
    else if (event.target.closest("a")) setTimeout(() => over(code)); // once the browser has followed it
  });
})();
