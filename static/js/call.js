/* The telephone on a case's page. A tap on the number is told to the desk while the telephone opens; whoever comes back says
   in one move how it went. Whoever claimed and has not rung is reminded by a chime. Without this script the number still
   rings and the form below logs the call. */
(() => {
  "use strict";
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const DIALLED = "dialled";
  const page = () => $("#case");
  const token = () => JSON.parse(document.body.dataset.hxHeaders)["X-CSRFToken"];
  const send = (url, values) => {
    const body = new FormData();
    Object.entries({ csrfmiddlewaretoken: token(), ...values }).forEach(([name, value]) => body.set(name, value));
    return fetch(url, { method: "POST", body, keepalive: true });
  };
  const key = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return [...b].map((n) => n.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* the panel 这通电话怎么样, from the tap until the call is logged, also over a reload */
  const ask = (focus) => {
    const panel = $("#outcomes");
    if (!panel || sessionStorage.getItem(DIALLED) !== page().dataset.case) return;
    panel.hidden = false;
    if (focus) { panel.scrollIntoView({ block: "center" }); $("button", panel).focus({ preventScroll: true }); }
  };
  /* where the number has to be asked for: a private one, or in the end her own, and the page says which */
  const line = (kind, number) => {
    document.querySelectorAll("[data-line]").forEach((words) => { words.hidden = words.dataset.line !== kind; });
    if (kind === "private") $("#line").textContent = number.replace(/^\+86/, "");
    if (number) location.href = "tel:" + number;
  };
  const dialled = async (link) => {
    const asks = "ask" in link.dataset;
    if (!asks) { sessionStorage.setItem(DIALLED, page().dataset.case); ask(false); }
    try {
      const answer = await send(link.dataset.dial, { client_key: key(), ...(asks && { ask: 1 }) });
      const number = answer.headers.get("X-Dial");
      if (number) { sessionStorage.setItem(DIALLED, page().dataset.case); ask(false); line(answer.headers.get("X-Line"), number); }
      else if (asks) line("none", "");
      if (!answer.ok) return;
      const shown = page(), seq = Number(answer.headers.get("X-Entry"));
      if (seq === Number(shown.dataset.entry) + 1) { shown.dataset.entry = seq; $("#newer").hidden = true; }
      if ($("#lease")) $("#lease").remove();
    } catch (fault) {
      if (asks) line("none", "");
      console.warn("dial", fault); // no network: the call itself needs none, and its record says that it was made
    }
  };
  const form = () => $("form[data-draft=call_back]");
  const choose = (outcome) => { $("input[name=outcome][value=" + outcome + "]", form()).checked = true; };
  const phrases = (panel) => {
    const list = $(".outcome-phrases", panel);
    list.hidden = false;
    $(".outcome-kinds", panel).hidden = true;
    $("button", list).focus();
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-dial]"), button = event.target.closest("#outcomes button");
    if (link && "ask" in link.dataset) event.preventDefault();
    if (link && !link.disabled) { link.disabled = true; dialled(link).finally(() => { link.disabled = false; }); }
    if (!button) return;
    const area = $("textarea[name=summary]", form());
    if ("write" in button.dataset) area.focus();
    else if (button.dataset.outcome === "connected") { choose("connected"); phrases($("#outcomes")); }
    else {
      if (button.dataset.outcome) choose(button.dataset.outcome);
      else area.value = button.textContent.trim();
      form().requestSubmit();
    }
  });
  const back = () => {
    if (document.hidden || !page() || sessionStorage.getItem(DIALLED) !== page().dataset.case) return;
    send("/desk/presence/", { state: "back" }).catch((fault) => console.warn("back", fault));
    ask(true);
  };
  document.addEventListener("visibilitychange", back);
  document.addEventListener("htmx:afterSettle", () => {
    if (page() && page().dataset.finished === "call_back") sessionStorage.removeItem(DIALLED);
    else ask(false);
  });

  /* claimed and not yet rung */
  document.addEventListener("case:ring", ({ detail }) => {
    if (!page() || detail.dataset.ring !== "lease" || !detail.dataset.people.split(" ").includes(page().dataset.me)) return;
    if (navigator.vibrate) navigator.vibrate([200, 100, 200]);
    const audio = new AudioContext(), at = audio.currentTime; // silent where no tap came before
    [660, 880].forEach((pitch, n) => {
      const sound = audio.createOscillator(), volume = audio.createGain();
      sound.frequency.value = pitch;
      volume.gain.setValueAtTime(0.25, at + n * 0.25);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + n * 0.25 + 0.22);
      sound.connect(volume).connect(audio.destination);
      sound.start(at + n * 0.25);
      sound.stop(at + n * 0.25 + 0.24);
    });
    setTimeout(() => audio.close(), 1500);
  });
  ask(false);
})();
