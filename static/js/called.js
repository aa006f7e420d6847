/* Somebody is called to a case: take it, or ring the resident of what she claimed. Words over the whole width with a way to
   the case, until she has seen them or somebody went on with it; the row is marked; tones on duty (duty.js). */
(() => {
  "use strict";
  const bar = document.getElementById("called");
  if (!bar) return;
  const link = bar.querySelector("a"), text = link.querySelector("span");
  const SHORT = { lease: "请先联系居民", again: "请再打一次电话", take: "请您接手" };
  const LONG = { lease: "请先联系居民：", again: "到时间了，请再打一次电话：", take: "等人接手，请您看一下：" };
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
  const over = (code) => { if (calls.delete(code)) draw(); };

  document.addEventListener("case:ring", ({ detail: row }) => {
    const { code, ring, people, entry } = row.dataset;
    if (!LONG[ring] || !people.split(" ").includes(document.body.dataset.me)) return;
    row.dataset.called = SHORT[ring];
    calls.delete(code);
    calls.set(code, { why: ring, title: row.querySelector(".case-title").textContent.trim(), page: row.querySelector(".case-title a").getAttribute("href"), entry: Number(entry) });
    draw();
    if (window.binanDuty) window.binanDuty.call(ring);
  });
  /* somebody went on with it, or it left these boards */
  document.addEventListener("live:row", ({ detail: { dataset: { code, entry } } }) => { if (calls.has(code) && Number(entry) > calls.get(code).entry) over(code); });
  document.addEventListener("live:word", ({ detail: { dataset } }) => { if ("gone" in dataset) over(dataset.code); });
  bar.addEventListener("click", (event) => { if (event.target.closest("a, button")) over(link.dataset.code); });
})();
