/* 我的诉求 (and the offline page): what this phone holds. Needs app.js before it. */
(() => {
  "use strict";
  const { $, $$, t, flush } = window.binan;
  const outbox = window.binanOutbox;
  const list = $("[data-mine]");
  /* the time of the place, as on the pages of the server, whatever the phone's clock is set to */
  const moment = (ms) => new Date(ms).toLocaleString(document.documentElement.lang, { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const cast = (name, words) => {
    const item = $("[data-mould=" + name + "]").content.cloneNode(true).firstElementChild;
    Object.entries(words).forEach(([hook, said]) => { $("[data-" + hook + "]", item).textContent = said; });
    return item;
  };
  const letterRow = (letter) => {
    const files = letter.files.length;
    const item = cast("letter", {
      place: letter.place,
      state: letter.queued ? t("待发送") : letter.refused ? t("要改一处") : t("没写完"),
      text: (Object.fromEntries(letter.fields).text || "").slice(0, 60),
      note: letter.refused ? t(letter.refused.sentence) : files ? t("{at} 写的，附件 {n} 个", { at: moment(letter.at), n: files }) : t("{at} 写的", { at: moment(letter.at) }),
    });
    const go = $("[data-try]", item);
    go.hidden = !letter.queued;
    go.addEventListener("click", () => { go.disabled = true; flush().then(draw); });
    $("[data-open]", item).href = letter.path + "#draft=" + letter.key;
    return item;
  };
  const caseRow = (known) => {
    const item = cast("case", { open: known.code, place: known.place, state: known.stage, note: t("提交于 {at}，上次看到 {seen}", { at: moment(known.at), seen: moment(known.seen) }) });
    $("[data-open]", item).href = known.url;
    return item;
  };
  const draw = async () => {
    const [letters, cases] = await Promise.all([outbox.letters(), outbox.cases()]);
    list.replaceChildren(...letters.map(letterRow), ...cases.map(caseRow));
    const empty = $("[data-mine-empty]");
    if (empty) empty.hidden = letters.length + cases.length > 0;
  };
  /* wipes what this phone holds; what has not gone out yet asks for a second tap */
  $$("[data-forget]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const waiting = (await outbox.letters()).some((letter) => letter.queued);
      if (waiting && !button.dataset.sure) {
        button.dataset.sure = 1;
        button.textContent = t("还有没发出的，清除就没有了。再按一次清除");
        return;
      }
      await outbox.wipe();
      sessionStorage.removeItem("last-words"); // of intake.js
      fetch("/forget/", { method: "POST", redirect: "manual" }).catch(() => 0); // the cookie of again.py
      button.textContent = t("这部手机上的记录已清除");
      draw();
    });
  });
  // the offline page asks again and again: "online" comes before a phone is
  if ($("[data-retry]")) setInterval(() => fetch("/").then(() => location.reload(), () => 0), 2000);
  document.addEventListener("outbox", draw);
  document.addEventListener("visibilitychange", () => document.hidden || draw()); // another page may have sent something
  draw();
})();
