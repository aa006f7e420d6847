/* A field to sign in with a finger, a pen or a mouse: window.binanInk(canvas) gives clear(), drawn() and png(). The picture is black
   on transparent, as large as the field is on the screen and never more than LONGEST wide. Used by sign.js. */
(() => {
  "use strict";
  const LONGEST = 1600, LEAST = 24; // pixels; points of a line that count as a signature

  window.binanInk = (canvas) => {
    const pen = canvas.getContext("2d");
    let points = 0, last = null;

    const size = () => {
      const box = canvas.getBoundingClientRect();
      const scale = Math.min(window.devicePixelRatio || 1, 2, LONGEST / Math.max(1, box.width));
      canvas.width = Math.round(box.width * scale);
      canvas.height = Math.round(box.height * scale);
      Object.assign(pen, { lineWidth: 3 * scale, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
      points = 0;
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
    };
    const draw = (event) => {
      const next = at(event);
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...next);
      pen.stroke();
      last = next;
      points += 1;
    };
    canvas.addEventListener("pointerdown", (event) => {
      if (!event.isPrimary) return;
      if (!canvas.width || !points) size();
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!last || !event.isPrimary) return;
      (event.getCoalescedEvents ? event.getCoalescedEvents() : [event]).forEach(draw);
    });
    ["pointerup", "pointercancel"].forEach((name) => canvas.addEventListener(name, () => { last = null; }));

    return { clear: size, drawn: () => points >= LEAST, png: () => canvas.toDataURL("image/png") };
  };
})();
