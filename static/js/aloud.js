/* 读给我听: reads the page out, line by line, each in its language. The button stays hidden where the telephone has no voice. */
(() => {
  "use strict";
  const button = document.querySelector("[data-aloud]");
  const voice = window.speechSynthesis;
  if (!button || !voice || !window.SpeechSynthesisUtterance) return;
  const label = button.querySelector("span");
  const words = { start: label.textContent, stop: button.dataset.enough };
  const chinese = /[\u3400-\u9fff]/;
  let reading = false;

  const show = (on) => { reading = on; label.textContent = on ? words.stop : words.start; };
  const stop = () => { voice.cancel(); show(false); };
  const read = () => {
    voice.cancel();
    const lines = document.getElementById("main").innerText.split(/\n+/).map((line) => line.trim()).filter(Boolean);
    lines.forEach((line, n) => {
      const part = new SpeechSynthesisUtterance(line);
      part.lang = chinese.test(line) ? "zh-CN" : "en";
      part.rate = 0.9;
      if (n === lines.length - 1) part.onend = () => show(false);
      voice.speak(part);
    });
    show(lines.length > 0);
  };

  button.hidden = false;
  button.addEventListener("click", () => (reading ? stop() : read()));
  addEventListener("pagehide", stop);
})();
