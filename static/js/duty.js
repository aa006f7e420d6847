/* On duty: one tap allows sound and keeps the screen on. A new case gives one short tone and a word for screen readers,
   an unclaimed 特急 rings until somebody has it. The title counts what waits. */
(() => {
  "use strict";
  const RING = 4000; // ms
  const $ = (selector) => document.querySelector(selector);
  const button = $("#duty");
  const title = document.title;
  let audio, lock;

  const tone = (pitch, after) => {
    if (!audio) return;
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

  button.hidden = false;
  button.addEventListener("click", async () => {
    const on = button.getAttribute("aria-pressed") === "false";
    if (on) {
      audio = new AudioContext();
      tone(880, 0);
      await awake();
    } else {
      await audio.close();
      audio = null;
      if (lock) await lock.release();
    }
    button.setAttribute("aria-pressed", on);
    button.querySelector("span").textContent = on ? "值班中，有声音" : "开始值班";
  });
  document.addEventListener("visibilitychange", awake);

  document.addEventListener("case:new", (event) => {
    const row = event.detail;
    if (row.dataset.stage !== "ACCEPTED") return;
    const words = row.querySelector(".case-title").textContent.trim();
    if (row.dataset.lane === "0") $("#alarm").textContent = "新诉求：特急，" + words;
    else $("#said").textContent = "新诉求：" + words;
    tone(660, 0);
    tone(880, 0.2);
  });
  /* somebody is called to a row: take it, or ring the resident of what she claimed */
  document.addEventListener("case:ring", ({ detail: row }) => {
    if (!row.dataset.people.split(" ").includes($("#board").dataset.me)) return;
    const words = row.querySelector(".case-title").textContent.trim();
    $("#alarm").textContent = (row.dataset.ring === "lease" ? "请先联系居民：" : "等人接手，请您看一下：") + words;
    row.dataset.called = row.dataset.ring === "lease" ? "请先联系居民" : "请您接手";
    [0, 0.25, 0.5].forEach((after) => tone(row.dataset.ring === "lease" ? 784 : 988, after));
    if (audio && navigator.vibrate) navigator.vibrate([200, 100, 200]);
  });
  document.addEventListener("board:changed", () => {
    const waiting = document.querySelectorAll(".case[data-stage=ACCEPTED]").length;
    document.title = (waiting ? "(" + waiting + ") " : "") + title;
  });
  setInterval(() => {
    if (!$(".case[data-lane='0'][data-stage=ACCEPTED]")) return;
    [0, 0.3, 0.6].forEach((after) => tone(988, after));
    if (audio && navigator.vibrate) navigator.vibrate([200, 100, 200]);
  }, RING);
})();
