/* What the person may see after the tap on 提交: the stop where danger is, what has to be changed, the question whether it
   is the same matter. The words stand in the page. intake.js fetches this file when a form is begun. */
(() => {
  "use strict";
  const { $, $$, el, t, flush } = window.binan;
  const outbox = window.binanOutbox;
  const STOP = 8000; // ms the danger stop waits before the case goes out by itself

  /* the sentences of a refusal: on top, and each a link to its field, as the server's page has them */
  const showErrors = (form, refused, key) => {
    const old = $("#errors");
    if (old) old.remove();
    $$("[data-said]", form).forEach((words) => {
      const field = document.getElementById(words.dataset.said);
      field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replace(" " + words.id, ""));
      words.remove();
    });
    $$("[aria-invalid]", form).forEach((field) => field.removeAttribute("aria-invalid"));
    if (!refused) return;
    const box = el("div", "", { className: "errors stack stack-tight", id: "errors", tabIndex: -1 });
    box.setAttribute("role", "alert");
    const list = el("ul");
    const said = Object.entries(refused.fields || {});
    (said.length ? said : [["", t(refused.sentence)]]).forEach(([name, sentence]) => {
      const field = name && form.elements[name];
      const target = field && (field.length && !field.id ? field[0] : field);
      const item = el("li", target || refused.again ? "" : sentence, { className: "error" });
      if (target) {
        const words = el("p", sentence, { className: "error", id: target.id + "_said" });
        words.dataset.said = target.id;
        target.before(words);
        target.setAttribute("aria-invalid", "true");
        target.setAttribute("aria-describedby", (target.getAttribute("aria-describedby") || "") + " " + words.id);
        item.append(el("a", sentence, { href: "#" + target.id }));
      } else if (refused.again) {
        item.append(el("a", sentence, { href: refused.again + "#draft=" + key }));
      }
      list.append(item);
    });
    box.append(el("h2", t("还差一点，请看这里")), list);
    form.before(box);
    box.focus();
  };

  /* a hard stop before sending: the numbers first. Whatever she does then, the case goes out: by her tap, by calling, by
     leaving the page, or by itself. Nothing is asked and nothing is held against a false alarm. */
  const reveal = (dialog) => { dialog.showModal ? dialog.showModal() : dialog.setAttribute("open", ""); };
  const hide = (dialog) => { dialog.close ? dialog.close() : dialog.removeAttribute("open"); };
  const halt = (stop) => new Promise((done) => {
    const end = (go) => {
      clearTimeout(timer);
      removeEventListener("pagehide", leave);
      hide(stop);
      done(go);
    };
    const leave = () => end("leaving");
    const timer = setTimeout(() => end("go"), STOP);
    addEventListener("pagehide", leave);
    $$("a[href^=tel]", stop).forEach((number) => { number.onclick = () => end("go"); });
    $("[data-go]", stop).onclick = () => end("go");
    $("[data-back]", stop).onclick = () => end("back");
    stop.oncancel = () => end("back");
    reveal(stop);
  });

  /* an open case of hers is like it: she says whether it belongs there */
  const choose = (alike, sentence, go) => {
    $("[data-sentence]", alike).textContent = sentence;
    $$("[data-same]", alike).forEach((button) => {
      button.onclick = () => { hide(alike); go({ same: button.dataset.same }); };
    });
    reveal(alike);
  };

  const made = new WeakMap();
  /* what `form` shows: `halt()` says whether to go on, `show(end)` why it was refused, `clear()` takes that away */
  window.binanSending = ({ form, key, go, photos }) => {
    if (made.has(form)) return made.get(form);
    const show = (end) => {
      if (end.letter.files) photos.set(end.letter.files.filter((file) => file.field === "files")); // what is up stays up
      if (end.refused.code === "alike" && $("[data-alike]")) choose($("[data-alike]"), end.refused.sentence, go);
      else showErrors(form, end.refused, end.letter.key);
    };
    const stop = async () => {
      showErrors(form, null);
      const dialog = $("[data-stop]");
      return !dialog || await halt(dialog) !== "back";
    };
    made.set(form, { show, halt: stop, clear: () => showErrors(form, null) });
    return made.get(form);
  };
})();
