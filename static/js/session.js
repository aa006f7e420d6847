/* The session of a mediation on a tablet. Lines of the minutes, ticks and who is there go through the outbox of keep.js, with a
   network and without one, in the order they were made: what waits stands above the minutes. The page as it looks (steps, seats
   with masked names, phrases; no line of the minutes) is kept for the time without a network, where keptsession.js puts it up.
   What the server may refuse (evidence, guests, safety, a break) is asked of it at once, and kept in the same order where it cannot be reached. */
(() => {
  "use strict";
  const AGAIN = 5000, PATIENCE = 600000, COMING = 10000; // ms; how long a quiet tap is tried, how often it is looked whether somebody comes
  const URL_SYNC = "/mediation/sync/";
  const LABELS = { note: "笔录", attend: "到场", tick: "步骤", strike: "划去", evidence: "证据", invite: "邀请", let_in: "同意受邀人", flag_safety: "安全安排", break_off: "休会" };
  const AT_ONCE = ["evidence", "invite", "let_in", "flag_safety", "break_off"]; // the server is asked first: what it refuses is put right in the form
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const desk = window.binanDesk;
  const session = () => $("#session");
  const me = () => document.body.dataset.me || session().dataset.me;
  const uuid = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return [...b].map((n) => n.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const el = (name, words, more) => Object.assign(document.createElement(name), { textContent: words, ...more });
  const label = (form, name) => { const chosen = form.querySelector("[name=" + name + "]:checked"); return chosen ? chosen.nextElementSibling.textContent : ""; };

  /* what waits, above the minutes, and in one line at the top */
  const line = (one) => {
    const item = el("li", ""), hidden = one.given.visibility && one.given.visibility !== "all", at = new Date(one.at);
    item.dataset.waiting = "";
    const when = String(at.getHours()).padStart(2, "0") + ":" + String(at.getMinutes()).padStart(2, "0");
    item.append(el("p", when + (one.refused ? " 没有收下：" + one.refused : " 待发送"), { className: "small muted" }), el("p", hidden && !one.refused ? (one.verb === "evidence" ? "只给一方看的证据一份" : "分别谈话一条") : one.said, { className: "keep" }));
    if (one.refused) {
      const away = el("button", "丢掉", { className: "btn btn-small", type: "button" });
      away.addEventListener("click", () => desk.drop(one.key).then(desk.draw));
      item.append(away);
    }
    return item;
  };
  let before = null, breaking = [];
  const shown = ({ detail: kept }) => {
    const mine = kept.filter((one) => LABELS[one.verb] && session() && one.code === session().dataset.code);
    const waiting = mine.filter((one) => !one.refused).length, refused = mine.length - waiting, sent = $("#sent"), list = $("#pending");
    sent.hidden = false; // until it has been looked what waits, nothing is claimed
    sent.dataset.waiting = mine.length;
    sent.textContent = [waiting && "待发送 " + waiting + " 条", refused && refused + " 条没有收下"].filter(Boolean).join("，") || "已全部送达";
    list.hidden = !mine.length;
    list.replaceChildren(...mine.map(line));
    const keys = mine.map((one) => one.key), over = breaking.some((key) => !keys.includes(key)); // the break has arrived: the session is over
    breaking = mine.filter((one) => one.verb === "break_off" && !one.refused).map((one) => one.key);
    if (over && document.body.dataset.me) location.reload();
    else if (before !== null && waiting < before) refresh();
    before = waiting;
  };
  document.addEventListener("outbox", shown);

  /* the parts that others change as well; what is being typed stays */
  const PARTS = ["arranged", "agenda", "people", "minutes", "evidence", "more", "quiet"];
  const refresh = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || !answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    PARTS.forEach((id) => {
      const now = document.getElementById(id), then = fresh.getElementById(id);
      if (now && then && !$("[data-state=going]", now) && !now.contains(document.activeElement) && !now.querySelector("details.verb[open]")) now.replaceWith(then);
    });
    await desk.draw();
    await remember();
  };
  const remember = async () => {
    if (!document.body.dataset.me) return; // the page without a network keeps nothing anew
    const copy = session().cloneNode(true);
    copy.querySelectorAll("#minutes .lines > li, #evidence .lines, #late, [name=csrfmiddlewaretoken], [name=client_key], .error:not([data-fault]), a[href^=tel]").forEach((one) => one.remove());
    copy.querySelectorAll("#more textarea").forEach((one) => { one.textContent = ""; }); // why the sides are kept apart stays on the server
    copy.querySelectorAll("#more input:is([type=text], [type=tel])").forEach((one) => one.removeAttribute("value"));
    await desk.put("sessions", { code: session().dataset.code, me: me(), at: Date.now(), html: copy.innerHTML });
  };

  /* kept and sent by the outbox; `said` is what the tablet shows until then */
  const SAID = {
    note: (form, given) => label(form, "speaker") + "：" + given.body,
    attend: (form) => form.closest(".seat").querySelector("b").textContent,
    tick: (form) => form.querySelector("b").textContent,
    strike: (form, given) => "划去：" + given.reason,
    evidence: (form, given) => "证据：" + given.title,
    invite: (form) => "邀请" + form.elements.kind.selectedOptions[0].textContent,
    let_in: (form) => form.closest(".seat").querySelector("b").textContent + "，有一方同意",
    flag_safety: () => "安全安排",
    break_off: (form, given) => "休会，" + (given.when === "now" ? "下次 " + given.day + " " + given.starts_at : "以后再约"),
  };
  /* what would be refused for certain is said at once, with a network or without one */
  const LACKS = {
    note: (given) => (!given.speaker ? "请选这句话是谁说的。" : !given.body.trim() ? "请写内容，或点一句常用的话。" : ""),
    evidence: (given, form) => (!form.elements.file.files.length ? "请选一张照片或一份 PDF。" : !given.title.trim() ? "请写这是什么，例如“漏水的照片”。" : ""),
    invite: (given) => (given.name.trim() ? "" : "请写怎么称呼。"),
    flag_safety: (given) => (given.reason.trim() ? "" : "请写为什么要这样安排。"),
    break_off: (given) => (!given.reason.trim() ? "请写为什么休会。" : given.when === "now" && !(given.day && given.starts_at) ? "请选下次的日期和时间，或者选“以后再约”。" : ""),
  };
  /* asks the server; "kept" when it could not be reached or something before it still waits */
  const ask = async (form, key, submitter) => {
    if (!document.body.dataset.me) return "kept";
    if (before) await desk.flush();
    if (before) return "kept";
    const body = new FormData(form, submitter);
    body.set("client_key", key);
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
    const said = answer ? await answer.json().catch(() => ({})) : {};
    if (answer && answer.ok && said.done) return "";
    return answer && [403, 404, 409, 413, 422].includes(answer.status) ? (said.error ? said.error.sentence : "这边收不下，请换一个文件。") : "kept";
  };
  const settled = (form, verb) => {
    if (verb === "break_off") return location.reload();
    form.reset();
    const open = form.closest("details");
    if (open) open.open = false;
    if (document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
    return undefined;
  };
  const show = { // at once, before the server has said yes
    attend: (form, given) => { form.closest(".seat").dataset.state = given.state; },
    tick: (form, given) => { form.querySelector(".step").setAttribute("aria-pressed", given.done === "true"); },
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target, verb = form.dataset.keep;
    if (!verb || !desk) return;
    event.preventDefault();
    const given = Object.fromEntries(new FormData(form, event.submitter)), fault = $("[data-fault]", form);
    ["csrfmiddlewaretoken", "client_key"].forEach((name) => delete given[name]);
    const lacks = LACKS[verb] ? LACKS[verb](given, form) : "", key = uuid(), once = AT_ONCE.includes(verb);
    const says = (words) => { if (fault) { fault.hidden = !words; fault.textContent = words; } };
    says(lacks);
    if (lacks || form.dataset.going) return;
    if (once) {
      form.dataset.going = "1"; // a second tap is none
      const refusal = await ask(form, key, event.submitter).finally(() => delete form.dataset.going);
      if (refusal !== "kept") {
        says(refusal);
        if (!refusal) { settled(form, verb); if (verb !== "break_off") await refresh(); }
        return;
      }
    }
    const files = await desk.pictures(form.elements.file);
    if (verb === "let_in") given.sides = [given.sides];
    delete given.file;
    const extra = { attend: () => "，" + event.submitter.textContent, tick: () => (given.done === "true" ? "，已做" : "，没有做") }[verb];
    const said = SAID[verb](form, given) + (extra ? extra() : "");
    try {
      const whole = verb === "evidence", code = session().dataset.code;
      await desk.add({ key, me: me(), code, verb, given, files, url: whole ? "/mediation/" + code + "/session/evidence/" : URL_SYNC, whole, label: LABELS[verb], said });
      if (once) settled(form, verb === "break_off" ? "" : verb);
    } catch (full) {
      console.warn("not kept", full);
      if (event.submitter && event.submitter.name) form.append(el("input", "", { type: "hidden", name: event.submitter.name, value: event.submitter.value }));
      form.submit(); // the tablet keeps nothing: straight to the server
      return;
    }
    if (show[verb]) show[verb](form, given);
    if (verb === "note") { form.elements.body.value = ""; form.elements.body.focus(); }
    if (document.body.dataset.me) desk.flush();
  });

  document.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]"), area = $("#write textarea");
    if (!phrase || !area) return;
    const gap = area.value && !area.value.endsWith("\n") ? "\n" : "", start = area.value.length + gap.length;
    area.value += gap + phrase.textContent;
    area.focus();
    const blank = area.value.indexOf("____", start); // the gap is marked, to be typed over
    if (blank >= 0) area.setSelectionRange(blank, blank + 4);
  });

  /* The quiet dot: a tap is kept in this tab, so that a page that changes or a line that breaks does not swallow it; after ten
     minutes it is no alarm any more. It fills when colleagues were told, and has a ring around it once one of them is coming. */
  const CALLING = "calling"; // in this tab: { code, key, at }
  const calling = () => { const one = JSON.parse(sessionStorage.getItem(CALLING) || "null"); return one && session() && one.code === session().dataset.code && Date.now() - one.at < PATIENCE ? one : null; };
  const dot = () => $("#quiet button");
  let trying = null;
  const raise = async () => {
    if (trying || !dot()) return;
    const one = calling();
    if (!one) return;
    dot().dataset.state = "going";
    if (document.body.dataset.me) {
      const body = new FormData($("#quiet"));
      body.append("client_key", one.key);
      const answer = await fetch($("#quiet").action, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
      if (answer && answer.ok && !answer.redirected) { sessionStorage.removeItem(CALLING); dot().dataset.state = "sent"; return; }
    }
    trying = setTimeout(() => { trying = null; if (calling()) raise(); else dot().dataset.state = "idle"; }, AGAIN);
  };
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "quiet") return;
    event.preventDefault();
    if (!calling()) sessionStorage.setItem(CALLING, JSON.stringify({ code: session().dataset.code, key: uuid(), at: Date.now() }));
    raise();
  });
  setInterval(() => { if (dot() && dot().dataset.state === "sent" && document.body.dataset.me) refresh(); }, COMING);

  const phrases = () => { const hidden = $("#phrases"); if (hidden) hidden.hidden = false; };
  window.binanSession = { phrases: () => { phrases(); raise(); } };
  phrases();
  raise();
  if (session() && document.body.dataset.me) desk.draw().then(remember).catch(console.warn);
})();
