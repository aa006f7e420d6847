/* Saying it instead of writing it: hold the button and speak, or tap to begin and tap to end (keys and screen readers too).
   Words and parts stand in _voice.html, data-state shows those of the moment. The recording goes into the form's own file
   input, and by "attach" to whoever keeps drafts; "attached" brings it back. Where nothing records, the input is used. */
(() => {
  "use strict";
  const { $, $$, el, t } = window.binan;
  const TYPES = ["audio/mp4", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"]; // what plays everywhere first
  const HOLD = 600; // ms: shorter is a tap
  const type = window.MediaRecorder && navigator.mediaDevices && TYPES.find((one) => MediaRecorder.isTypeSupported(one));
  const clock = (seconds) => Math.floor(seconds / 60) + ":" + String(Math.floor(seconds % 60)).padStart(2, "0");

  /* nothing records here: the input alone, and a word of the recording that came with a draft, so that it can be taken away */
  const withoutRecorder = (box, form, own, said, show) => {
    const remove = el("button", t("移除"), { type: "button", className: "btn btn-small" });
    const attach = (file) => form.dispatchEvent(new CustomEvent("attach", { detail: { field: own.name, file } }));
    const word = (kept) => {
      show("unsupported", kept && "kept");
      remove.hidden = !kept && !own.files[0];
    };
    said.after(remove);
    remove.addEventListener("click", () => { own.value = ""; attach(null); word(); own.focus(); });
    /* a new choice wins */
    own.addEventListener("change", () => { attach(null); word(); });
    form.addEventListener("attached", ({ detail: { field, file } }) => { if (field === own.name) word(file); });
    word();
  };

  const startVoice = (box) => {
    const form = box.closest("form");
    const own = $("input[type=file]", box);
    const said = $("[role=status]", box);
    const most = Number(box.dataset.most);
    const say = (words) => { if (said.textContent !== said.dataset[words]) said.textContent = said.dataset[words]; };
    const is = (state) => box.dataset.state === state;
    const show = (state, words) => { box.dataset.state = state; say(words || state); };
    const put = (file) => {
      const list = new DataTransfer();
      if (file) list.items.add(file);
      own.files = list.files;
    };
    try { put(null); } catch (fault) { show("unsupported"); } // an old engine sets no files
    if (!type || is("unsupported")) return withoutRecorder(box, form, own, said, show);
    said.before($("template", box).content.cloneNode(true));
    const [talk, meter, player, use, redo] = $$("[data-part]", box);
    const give = (file) => {
      put(file);
      form.dispatchEvent(new CustomEvent("attach", { detail: { field: own.name, file } }));
      own.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const keep = (file, words) => {
      URL.revokeObjectURL(player.src);
      player.src = URL.createObjectURL(file);
      show("review", words);
    };

    let recorder, stream, context, beat, began, heard, after;
    const ear = () => {
      context = new (window.AudioContext || window.webkitAudioContext)();
      const node = context.createAnalyser();
      const wave = new Uint8Array(node.fftSize);
      context.createMediaStreamSource(stream).connect(node);
      return () => {
        node.getByteTimeDomainData(wave);
        return Math.max(...wave) / 128 - 1;
      };
    };
    const stop = () => { if (recorder && recorder.state === "recording") recorder.stop(); };
    const tick = (level) => {
      const seconds = (performance.now() - began) / 1000;
      const bars = Math.min(5, Math.ceil(level() * 8));
      if (bars > 0 || context.state !== "running") heard = seconds; // a meter that is not allowed to run hears nothing
      meter.textContent = clock(seconds) + " / " + clock(most) + " " + "●".repeat(bars) + "○".repeat(5 - bars);
      say(seconds - heard > 4 ? "silent" : most - seconds < 10 ? "ending" : "recording");
      if (seconds >= most) stop();
    };
    const finished = (chunks) => {
      clearInterval(beat);
      stream.getTracks().forEach((track) => track.stop());
      context.close();
      if (performance.now() - began < 800) {
        show("idle", "short");
      } else {
        const kind = type.split(";")[0];
        const file = new File(chunks, "voice." + kind.slice(6), { type: kind });
        give(file);
        keep(file);
        use.focus({ preventScroll: true });
      }
      if (after) after.click();
      after = null;
    };
    const start = async () => {
      show("asking");
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
        const chunks = [];
        const level = ear();
        recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 });
        recorder.ondataavailable = (event) => chunks.push(event.data);
        recorder.onstop = () => finished(chunks);
        recorder.start();
        began = performance.now();
        heard = 0;
        show("recording");
        beat = setInterval(() => tick(level), 200);
      } catch (fault) {
        console.warn("microphone", fault);
        if (stream) stream.getTracks().forEach((track) => track.stop());
        show("denied");
      }
    };
    const toggle = () => { if (is("recording")) stop(); else if (!is("asking")) start(); };

    /* a press that lasts ends with the finger; a tap goes on until the next one; keys and screen readers send clicks alone */
    let finger = false;
    talk.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      finger = true;
      talk.setPointerCapture(event.pointerId);
      toggle();
    });
    talk.addEventListener("pointerup", () => { if (performance.now() - began > HOLD) stop(); });
    talk.addEventListener("pointercancel", () => { finger = false; stop(); });
    talk.addEventListener("click", () => { if (!finger) toggle(); finger = false; });
    talk.addEventListener("contextmenu", (event) => event.preventDefault());

    redo.addEventListener("click", () => {
      give(null);
      show("idle");
      talk.focus();
    });
    use.addEventListener("click", () => {
      show("used");
      redo.focus();
    });
    own.addEventListener("change", () => {
      if (!own.files[0]) return;
      give(own.files[0]);
      keep(own.files[0]);
    });
    form.addEventListener("attached", ({ detail: { field, file } }) => {
      if (field !== own.name) return;
      put(file);
      if (file) keep(file, "kept");
      else show("idle");
    });
    /* neither sending nor a call that comes in cuts off what is being said */
    form.addEventListener("submit", (event) => {
      if (!is("recording")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      after = event.submitter || $("[data-send]", form);
      stop();
    }, true);
    document.addEventListener("visibilitychange", () => document.hidden && stop());
    const held = document.activeElement === own; // by the tab key, before this script came
    show("idle");
    if (held) talk.focus();
  };

  $$("[data-voice]:not([data-state])").forEach(startVoice);
})();
