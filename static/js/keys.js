/* Keys for whoever sits at a keyboard: j k move, Enter opens, c claims, / searches, ? shows this. They rest while she types
   and with a modifier held, and can be switched off (WCAG 2.1.4). */
(() => {
  "use strict";
  const OFF = "keys-off";
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const rows = () => [...document.querySelectorAll(".case")].filter((row) => row.offsetParent);
  const here = () => rows().findIndex((row) => row.contains(document.activeElement));
  const go = (step) => {
    const all = rows(), at = here(), next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    if (!next) return;
    $(".case-title a", next).focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const sheet = $("#keys");
  const acts = {
    j: () => go(1),
    k: () => go(-1),
    c: () => { const row = rows()[here()], button = row && $(".case-act .btn", row); if (button) button.click(); },
    "/": () => { const box = $("#q"); if (box) box.focus(); },
    "?": () => { if (sheet && !sheet.open) sheet.showModal(); },
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.matches("input, textarea, select") || (sheet && sheet.open)) return;
    if (event.key !== "?" && localStorage.getItem(OFF)) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : ""];
    if (!act) return;
    event.preventDefault();
    act();
  });
  if (!sheet) return;
  const box = $("input", sheet);
  box.checked = !localStorage.getItem(OFF);
  box.addEventListener("change", () => box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
  const opener = $("#show-keys");
  opener.hidden = false;
  opener.addEventListener("click", acts["?"]);
})();
