/* Who else has this case open (complaints/looking.py): said over the page's socket, forgotten after a silence. */
(() => {
  "use strict";
  const SILENCE = 50000; // ms: two heartbeats and a half
  const shown = document.getElementById("lookers");
  const code = document.getElementById("case").dataset.case;
  const others = new Map(); // who → { name, at }
  const draw = () => {
    others.forEach(({ at }, who) => Date.now() - at > SILENCE && others.delete(who));
    const words = others.size ? [...others.values()].map(({ name }) => name).join("、") + "也在看" : "";
    if (shown.textContent !== words) shown.textContent = words;
    shown.hidden = !words;
  };
  document.addEventListener("live:open", ({ detail: socket }) => socket.send("looking " + code));
  document.addEventListener("live:word", ({ detail: { dataset: { looking, who, name, code: of } } }) => {
    if (!looking || of !== code) return;
    if (looking === "here") others.set(who, { name, at: Date.now() });
    else others.delete(who);
    draw();
  });
  setInterval(draw, 5000);
})();
