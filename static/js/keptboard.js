/* The board without a network: as it was when the server last spoke, and how long ago that is. Calls and notes are kept here
   until there is a network again; then this page gives way to the live one. */
(() => {
  "use strict";
  const AGAIN = 10000; // ms
  const $ = (selector) => document.querySelector(selector);
  const sheet = $("#write"), form = $("#write form");
  const two = (n) => String(n).padStart(2, "0");
  let kept;

  const uuid = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return [...b].map((n) => n.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const age = () => {
    const at = new Date(kept.at), minutes = Math.floor((Date.now() - kept.at) / 60000);
    $("#as-of").textContent = "这是 " + two(at.getHours()) + ":" + two(at.getMinutes()) + " 的样子，" + (minutes < 1 ? "不到 1 分钟前" : minutes < 60 ? minutes + " 分钟前" : Math.floor(minutes / 60) + " 小时前");
  };
  const write = (row, verb) => {
    form.reset();
    form.dataset.code = row.dataset.code;
    form.dataset.verb = verb;
    $("#write h2").textContent = (verb === "note" ? "备注：" : "记录通话：") + row.querySelector(".case-title").textContent.trim();
    $("#outcomes").hidden = $("#outcomes").disabled = verb === "note";
    words();
    sheet.showModal();
  };
  const words = () => { form.elements.words.required = form.dataset.verb === "note" || form.elements.outcome.value === "connected"; };
  const button = (label, act) => {
    const made = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: label });
    made.addEventListener("click", act);
    return made;
  };
  const show = (html) => {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const row = holder.content.firstElementChild;
    row.querySelectorAll(".case-act").forEach((old) => old.remove());
    row.querySelectorAll("a").forEach((link) => link.replaceWith(...link.childNodes));
    const acts = document.createElement("div");
    acts.className = "case-act";
    if (row.dataset.handler === kept.me) acts.append(button("记录通话", () => write(row, "call_back")));
    acts.append(button("备注", () => write(row, "note")));
    row.append(acts);
    return row;
  };
  $("#not").addEventListener("click", () => sheet.close());
  form.addEventListener("change", words);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { verb, code } = form.dataset, outcome = form.elements.outcome.value, said = form.elements.words.value.trim();
    const given = verb === "note" ? { text: said } : { outcome, reached: outcome === "connected", summary: said };
    window.binanDesk.add({ key: uuid(), me: kept.me, code, verb, given }).then(() => sheet.close());
  });
  const back = () => { if (!sheet.open) fetch("/healthz", { cache: "no-store" }).then((answer) => answer.ok && location.replace(location.pathname === "/desk/offline/" ? "/desk/" : location.href), () => 0); };

  (async () => {
    [kept] = await window.binanDesk.all("boards");
    await window.binanDesk.draw();
    setInterval(back, AGAIN);
    addEventListener("online", back);
    $("#again").addEventListener("click", back);
    if (!kept) return;
    $("h1").textContent = kept.unit;
    $("#rows").replaceChildren(...kept.rows.map(show));
    window.binanClock.set((Date.now() + kept.ahead) / 1000); // as far ahead of this tablet as the server was
    $("#nothing").hidden = kept.rows.length > 0;
    age();
    setInterval(age, 10000);
  })();
})();
