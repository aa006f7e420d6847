/* Colleagues call for help in a mediation: a bar over the whole width of every page, with sound and vibration, until somebody says
   that she goes. It can not be put away otherwise: leaving the page, a reload or another tab brings it back. The list is asked
   for when a page opens, when the line does, and whenever the socket says that it has changed. */
(() => {
  "use strict";
  const SOUND = 4000, LOOK = 30000; // ms; looked for without a line too
  const bar = document.getElementById("ring");
  if (!bar) return;
  const link = bar.querySelector("a"), text = link.querySelector("span"), button = bar.querySelector("button");
  let list = [], asking = null, more = false;

  const draw = () => {
    const [first] = list, words = first && first.words + (list.length > 1 ? "（另有 " + (list.length - 1) + " 件）" : "");
    bar.hidden = !first;
    if (!first) return;
    link.href = first.page;
    if (text.textContent !== words) text.textContent = words;
    button.textContent = first.answer;
    button.dataset.take = first.take;
  };
  const sound = () => {
    if (!list.length) return;
    if (window.binanDuty) window.binanDuty.ring();
    if (navigator.vibrate && navigator.userActivation && navigator.userActivation.hasBeenActive) navigator.vibrate([300, 100, 300]);
  };
  const ask = async () => {
    const answer = await fetch(bar.dataset.page), had = list.length;
    const fresh = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("rings");
    if (!fresh) throw new Error(answer.status);
    list = [...fresh.children].map((item) => ({ words: item.textContent, page: item.dataset.page, take: item.dataset.take, answer: item.dataset.answer }));
    draw();
    if (list.length > had) sound();
  };
  const look = () => {
    if (asking) { more = true; return; }
    asking = ask().catch((fault) => console.warn("ring", fault)).finally(() => { asking = null; if (more) { more = false; look(); } });
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    const headers = { Accept: "application/json", ...JSON.parse(document.body.dataset.hxHeaders) };
    const answer = await fetch(button.dataset.take, { method: "POST", headers }).catch(() => null);
    button.disabled = false;
    if (answer && answer.ok) { location.assign(link.href); return; }
    const said = answer ? await answer.json().catch(() => ({})) : {};
    text.textContent = said.error ? said.error.sentence : "没有发出去，请再点一次，或者直接过去。";
    if (answer) look();
  });
  document.addEventListener("live:word", ({ detail: { dataset } }) => { if ("ring" in dataset) look(); });
  document.addEventListener("live:open", look);
  setInterval(sound, SOUND);
  setInterval(look, LOOK);
  look();
})();
