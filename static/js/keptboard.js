/* The board without a network: as it was when the server last spoke, and how long ago that is. Calls, notes and replies, with
   their photos, are kept here until there is a network again; then this page gives way to the live one. */
(() => {
  "use strict";
  const AGAIN = 10000; // ms
  const $ = (selector) => document.querySelector(selector);
  const sheet = $("#write"), form = $("#write form");
  const TITLES = { call_back: "记录通话", note: "备注", reply: "回复居民" };
  const fault = (words) => { $("#fault").textContent = words; };
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
    $("#write h2").textContent = TITLES[verb] + "：" + row.querySelector(".case-title").textContent.trim();
    $("#outcomes").hidden = $("#outcomes").disabled = verb !== "call_back";
    $("#pictures").hidden = verb === "call_back";
    $("#meant").hidden = verb !== "reply";
    $("#fault").textContent = "";
    words();
    sheet.showModal();
  };
  const words = () => { form.elements.words.required = form.dataset.verb !== "call_back" || form.elements.outcome.value === "connected"; };
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
    const mine = row.dataset.handler === kept.me ? ["call_back", "reply"] : [];
    acts.append(...[...mine, "note"].map((verb) => button(TITLES[verb], () => write(row, verb))));
    row.append(acts);
    return row;
  };
  $("#not").addEventListener("click", () => sheet.close());
  form.addEventListener("change", words);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { verb, code } = form.dataset, { outcome, words: area, sure, files } = form.elements, said = area.value.trim();
    const given = window.binanDesk.GIVEN[verb]({ outcome: outcome.value, summary: said, text: said, sure: sure.checked && "on" });
    if (files.files.length > Number(files.dataset.most)) return fault("最多 " + files.dataset.most + " 张照片，请去掉几张。");
    const save = $("#save");
    save.disabled = true;
    window.binanDesk.pictures(verb === "call_back" ? null : files)
      .then((photos) => window.binanDesk.add({ key: uuid(), me: kept.me, code, verb, given, files: photos }))
      .then(() => sheet.close(), (why) => { console.warn("not kept", why); fault("这台平板存不下，请少选几张照片再试。"); })
      .finally(() => { save.disabled = false; });
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
