/* The page on which several people sign one after the other on one tablet: who, every part read and ticked, that it is her, her hand.
   A part can be ticked only once it was on the screen to its end. What finds no network is kept by signbox.js. */
(() => {
  "use strict";
  const panel = document.getElementById("signing");
  if (!panel) return;
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const $$ = (selector, scope) => [...(scope || document).querySelectorAll(selector)];
  const form = $("[data-pad]", panel), pad = $("canvas", form), ink = window.binanInk(pad), box = window.binanSigns;
  const fault = $("[data-fault]", form), left = $("[data-reading-left]", form), done = $("[data-done]", panel), proof = $("[data-proof]", form);
  const reads = $$("input[name=read]");
  const voice = window.speechSynthesis;
  let opened = null, key = "";

  const say = (node, words) => { node.textContent = words; node.hidden = !words; };
  const who = () => $("input[name=mark]:checked", form);

  /* reading: a part counts once its end has been on the screen for a signer who was chosen */
  const seen = new IntersectionObserver((rows) => rows.filter((row) => row.isIntersecting && who()).forEach((row) => {
    $("input[name=read]", row.target.closest("[data-block]")).disabled = false;
  }), { threshold: 1 });
  const watch = () => $$("[data-block] [data-reading]").forEach((row) => { seen.unobserve(row); seen.observe(row); });
  const remaining = () => {
    const open = reads.filter((one) => !one.checked).length;
    say(left, open ? "还有 " + open + " 条没有看完打勾，请从上面一条一条看。" : "");
    $$("[data-ink]", form).forEach((node) => { node.hidden = open > 0 || !who(); });
    proof.hidden = open > 0 || !who() || "own" in who().dataset;
  };
  const read = (button) => {
    voice.cancel();
    const words = new SpeechSynthesisUtterance($("h2", button.closest("[data-block]")).textContent + "。" + $("p.keep", button.closest("[data-block]")).textContent);
    words.lang = "zh-CN";
    words.rate = 0.9;
    voice.speak(words);
  };

  const begin = () => {
    const chosen = who();
    form.hidden = !$("input[name=mark]", form);
    opened = new Date().toISOString();
    key = crypto.randomUUID();
    reads.forEach((one) => { one.checked = false; one.disabled = true; });
    form.otp.value = form.reason.value = "";
    form.seen.checked = false;
    say(fault, "");
    say(done, "");
    ink.clear();
    $$("[data-reading]").forEach((row) => { row.hidden = !chosen; });
    if (chosen) {
      const phone = chosen.dataset.phone;
      $("[data-by-code]", form).hidden = !phone;
      say($("[data-to]", form), phone ? "验证码发到登记的手机 " + phone + "。" : "");
      $("details", proof).open = !phone;
      watch();
      $("[data-block]").scrollIntoView({ block: "start" });
    }
    remaining();
  };

  const waits = (letter) => {
    const item = document.createElement("li"), words = document.createElement("p");
    words.textContent = letter.label + "，" + new Date(letter.at).toTimeString().slice(0, 5) + (letter.refused ? "，没有收下：" + letter.refused : "，有了网络自动发出");
    item.append(words);
    if (letter.refused) {
      const away = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-small", textContent: "丢掉" });
      away.setAttribute("aria-label", "丢掉" + letter.label + "的签字");
      away.addEventListener("click", () => box.drop(letter.key));
      item.append(away);
    }
    return item;
  };
  const taken = (mark) => {
    $$("[data-place='" + mark + "']", form).forEach((label) => label.remove());
    form.hidden = !$("input[name=mark]", form);
  };
  const signed = (mark, words) => {
    const place = $("[data-seat='" + mark + "']"), badge = Object.assign(document.createElement("span"), { className: "badge", textContent: words });
    if (!place) return;
    place.lastElementChild.replaceWith(badge);
    if (words !== "未发出") badge.dataset.tone = "ok";
  };
  document.addEventListener("signs:changed", ({ detail: { mine, others } }) => {
    const list = $("#signatures-kept");
    list.hidden = !mine.length && !others;
    $("ul", list).replaceChildren(...mine.map(waits));
    say($("[data-others]", list), others ? "同事有 " + others + " 个签字在这台平板上，等她登录再发。" : "");
    mine.filter((one) => one.url === panel.dataset.give && !one.refused).forEach((one) => { taken(one.body.mark); signed(one.body.mark, "未发出"); });
  });
  document.addEventListener("signs:sent", ({ detail }) => { if (detail.url === panel.dataset.give) signed(detail.body.mark, "已签"); });

  $("[data-ask-code]", form).addEventListener("click", async (event) => {
    const button = event.currentTarget, chosen = who();
    button.disabled = true;
    say(fault, "");
    try {
      const { ok, said } = await box.post(panel.dataset.ask, { mark: chosen.value, by_agent: "agent" in chosen.dataset, client_key: crypto.randomUUID() });
      if (ok) { button.textContent = "再发一个"; form.otp.focus(); } else say(fault, said.error.sentence);
    } catch {
      say(fault, "现在没有网络，发不了验证码。请当面核对身份证件。");
      $("details", proof).open = true;
      form.reason.value = "没有网络";
    }
    setTimeout(() => { button.disabled = false; }, 3000);
  });

  const letter = () => {
    const chosen = who(), card = form.seen.checked;
    return {
      mark: chosen.value, by_agent: "agent" in chosen.dataset, document_sha256: panel.dataset.sha, client_key: key,
      read: reads.filter((one) => one.checked).map((one) => Number(one.value)), picture: ink.png(),
      proof: "own" in chosen.dataset ? "" : card ? "seen" : "code", otp: form.otp.value, reason: card ? form.reason.value : "",
      opened_at: opened,
    };
  };
  const lacking = (body) => !ink.drawn() ? "请在框里手写姓名。"
    : body.proof === "code" && !/^\d{6}$/.test(body.otp) ? "请输入 6 位手机验证码，或者当面核对身份证件。"
      : body.proof === "seen" && !body.reason ? "请选为什么没有用验证码。" : "";

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = letter(), words = lacking(body), label = who().dataset.label, button = $("[type=submit]", form);
    say(fault, words);
    if (words) return;
    button.disabled = true;
    try {
      const { ok, said } = await box.post(panel.dataset.give, body);
      if (!ok) { say(fault, said.error.sentence); return; }
      signed(body.mark, said.at + " 平板上手写");
      next(body.mark, label + "签好了。" + (said.stage === "AGREED" ? "协议已经生效。" : ""));
    } catch {
      if (body.proof === "code") { say(fault, "没有网络，验证码核对不了。请勾选当面核对身份证件再签，会存在这台平板上。"); return; }
      await box.keep({ key, label, url: panel.dataset.give, body });
      next(body.mark, label + "的签字存在这台平板上，有了网络自动发出。");
    } finally {
      button.disabled = false;
    }
  });
  const next = (mark, words) => {
    taken(mark);
    begin();
    say(done, words + (form.hidden ? "" : "请下一位。"));
    done.scrollIntoView({ block: "center" });
  };

  form.addEventListener("change", (event) => { if (event.target.name === "mark") begin(); });
  reads.forEach((one) => one.addEventListener("change", remaining));
  $("[data-clear]", form).addEventListener("click", () => { ink.clear(); });
  if (voice && window.SpeechSynthesisUtterance) $$("[data-say]").forEach((button) => { button.hidden = false; button.addEventListener("click", () => read(button)); });
  addEventListener("pagehide", () => voice && voice.cancel());
  begin();
  box.changed();
})();
