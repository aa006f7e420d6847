/* What tablets add to plain forms: claiming from the board, drafts of what is typed, phrases to tap, short messages.
   A draft lives in this tab only, belongs to one person, and ends when its command is done or she logs out (keep.js). */
(() => {
  "use strict";
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const $$ = (selector, scope) => [...(scope || document).querySelectorAll(selector)];
  const BROKEN = "网络不通，没有提交成功，您写的还在。请再试一次。";
  const FAULT = "这边出了点问题，没有提交成功，您写的还在。请再试一次。";

  /* short messages */
  const SHOWN = 8000; // ms
  const toasts = $("#toasts");
  const say = (words, tone = "danger") => {
    const toast = document.createElement("p");
    toast.className = "toast";
    toast.dataset.tone = tone;
    toast.textContent = words;
    toasts.append(toast);
  };
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => setTimeout(() => node.remove(), SHOWN))))
    .observe(toasts, { childList: true });
  toasts.addEventListener("click", (event) => { if (event.target.closest(".toast")) event.target.closest(".toast").remove(); });

  /* claiming from the board: one key for each row, so that a second tap is the same command */
  const key = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return [...b].map((n) => n.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const claim = async (form, button) => {
    const row = button.closest(".case"), body = new FormData(form), words = button.textContent;
    body.set("client_key", button.dataset.key = button.dataset.key || key());
    row.setAttribute("aria-busy", "true");
    button.disabled = true;
    button.textContent = "认领中";
    try {
      const response = await fetch(button.formAction, { method: "POST", body, headers: { "HX-Request": "true", "HX-Target": row.id } });
      if (response.headers.get("HX-Redirect")) return window.binanBoard.login();
      if (![200, 403, 409, 422].includes(response.status)) throw new Error(response.status);
      window.binanBoard.put(await response.text()).filter((part) => part.matches(".toast")).forEach((toast) => toasts.append(toast));
    } catch (fault) {
      console.warn("claim", fault);
      say("没有认领成功，请看一下网络，再点一次。");
    }
    row.removeAttribute("aria-busy");
    button.disabled = false;
    button.textContent = words;
  };
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-draft]") && !event.target.matches("[data-hx-post]")) sessionStorage.setItem(SENT, location.pathname + " " + name(event.target));
    if (event.target.id !== "claim" || !window.binanBoard) return;
    event.preventDefault();
    claim(event.target, event.submitter);
  });

  /* drafts */
  const shown = () => $("#case");
  const me = () => ($("[data-me]") || { dataset: { me: "" } }).dataset.me;
  const name = (form) => "draft:" + me() + ":" + location.pathname + ":" + form.dataset.draft;
  const SENT = "sent"; // a plain form that left this page; arriving on another page of the desk means that it is done
  const fields = (form) => $$("textarea, select, input:not([type=hidden], [type=file])", form);
  const keep = (event) => {
    const form = event.target.closest("[data-draft]");
    if (!form) return;
    const typed = fields(form).filter((f) => f.type !== "radio" || f.checked).map((f) => [f.name, f.value]);
    sessionStorage.setItem(name(form), JSON.stringify(typed));
  };
  const restore = (form) => {
    const kept = new Map(JSON.parse(sessionStorage.getItem(name(form)) || "[]"));
    const empty = fields(form).every((f) => f.type === "radio" ? !f.checked : f.tagName === "SELECT" || !f.value || f.hasAttribute("data-prefilled"));
    if (!empty || ![...kept.values()].some(Boolean)) return;
    fields(form).forEach((f) => {
      if (!kept.has(f.name)) return;
      if (f.type === "radio") f.checked = f.value === kept.get(f.name);
      else f.value = kept.get(f.name);
    });
    const fold = form.closest("details");
    if (fold) fold.open = true;
  };
  document.addEventListener("input", keep);
  document.addEventListener("change", keep);

  /* phrases to tap */
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-phrases] .chip");
    if (!chip) return;
    const area = document.getElementById(chip.parentElement.dataset.phrases);
    area.value += chip.textContent;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  });

  /* what is written, as the resident will read it */
  const mirror = (area) => {
    const seen = area && $(`[data-mirror="${area.id}"]`);
    if (seen) seen.textContent = area.value.trim() || seen.dataset.empty;
  };
  document.addEventListener("input", (event) => { if (event.target.id) mirror(event.target); });

  const mirrors = () => $$("[data-mirror]").forEach((seen) => mirror(document.getElementById(seen.dataset.mirror)));
  /* each time the case was drawn: by the page, or by the answer to a command */
  const start = () => {
    const done = shown() && shown().dataset.finished;
    if (done) sessionStorage.removeItem(name({ dataset: { draft: done } }));
    const [from, draft] = (sessionStorage.getItem(SENT) || " ").split(" ");
    if (from && from !== location.pathname) [draft, SENT].forEach((item) => sessionStorage.removeItem(item));
    $$("[data-phrases]").forEach((chips) => { chips.hidden = false; });
    $$("form[data-draft]").forEach(restore);
    mirrors();
    const errors = $("[data-errors]");
    if (errors) errors.focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => { if (event.detail.target.id === "case" || event.detail.elt.id === "case") start(); });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true; // a refusal as a short message
    else if (xhr.status >= 500) say(FAULT);
  });
  document.addEventListener("htmx:sendError", async (event) => {
    const form = event.detail.elt.closest("form[data-draft]");
    if (!form) return; // the bell asks again by itself
    const keeps = () => window.binanDesk.keepForm(form, shown().dataset.case).catch((fault) => console.warn("not kept", fault)); // the tablet is full
    if (!shown() || !await keeps()) return say(BROKEN);
    sessionStorage.removeItem(name(form));
    form.reset();
    form.elements.client_key.value = key();
    mirrors();
    say("没有网络，已存在这台平板上，联网后自动发出。", "warn");
  });
  start();
})();
