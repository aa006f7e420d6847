/* On duty: one tap allows sound and keeps the screen on; this tab remembers it over its pages, where a browser asks for one
   more touch before it sounds again. A new case gives one short tone and a word for screen readers; the title counts what waits. */
(() => {
  "use strict";
  const $ = (selector) => document.querySelector(selector);
  const button = $("#duty");
  const title = document.title;
  let audio, lock;

  const tone = (pitch, after) => {
    if (!audio || audio.state !== "running") return;
    const sound = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + after;
    sound.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.3, at + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.25);
    sound.connect(volume).connect(audio.destination);
    sound.start(at);
    sound.stop(at + 0.3);
  };
  const awake = async () => {
    if (!audio || document.hidden || !navigator.wakeLock) return;
    try { lock = await navigator.wakeLock.request("screen"); } catch (fault) { console.warn("wake lock", fault); }
  };
  const show = () => {
    if (!button) return;
    button.setAttribute("aria-pressed", Boolean(audio));
    button.querySelector("span").textContent = !audio ? "开始值班" : audio.state === "running" ? "值班中，有声音" : "值班中，碰一下屏幕就有声音";
  };
  const begin = () => {
    audio = new AudioContext();
    audio.onstatechange = show;
    show();
    return awake();
  };
  const end = async () => {
    const old = audio;
    audio = null;
    await old.close();
    if (lock) await lock.release();
    show();
  };

  if (button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (audio) {
        sessionStorage.removeItem("duty");
        await end();
      } else {
        sessionStorage.setItem("duty", "1");
        await begin();
        tone(880, 0);
      }
    });
  }
  if (sessionStorage.getItem("duty")) begin();
  ["pointerdown", "keydown"].forEach((touch) => document.addEventListener(touch, () => { if (audio && audio.state === "suspended") audio.resume(); }));
  document.addEventListener("visibilitychange", awake);

  document.addEventListener("case:new", (event) => {
    const row = event.detail;
    if (row.dataset.stage !== "ACCEPTED") return;
    if (row.dataset.lane !== "0") $("#said").textContent = "新诉求：" + row.querySelector(".case-title").textContent.trim(); // 特急: alarm.js
    tone(660, 0);
    tone(880, 0.2);
  });
  document.addEventListener("board:changed", () => {
    const waiting = document.querySelectorAll(".case[data-stage=ACCEPTED]").length;
    document.title = (waiting ? "(" + waiting + ") " : "") + title;
  });
  window.binanDuty = {
    ring: () => [0, 0.3, 0.6].forEach((after) => tone(988, after)),
    /* she is called to a case (called.js): lower for a telephone that waits, higher for a case that nobody has */
    call: (why) => {
      [0, 0.25, 0.5].forEach((after) => tone(["take", "offer"].includes(why) ? 988 : 784, after));
      if (audio && navigator.vibrate) navigator.vibrate([200, 100, 200]);
    },
  };
})();
