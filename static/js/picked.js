/* The photo field of a tablet: one line to tap, in Chinese whatever the browser speaks, and photos that are small before
   they are sent or kept. Needs photos.js. Without this script the browser's own field works, and the server shrinks. */
(() => {
  "use strict";
  document.body.dataset.js = ""; // the browser's field is drawn over only where this script is
  const latest = new WeakMap(); // input → what was picked last
  const line = (input) => input.closest(".photo").querySelector("output");
  const thumbs = (input) => [...input.files].map((file, n) => {
    const image = Object.assign(document.createElement("img"), { src: URL.createObjectURL(file), alt: "第 " + (n + 1) + " 张" });
    image.onload = () => URL.revokeObjectURL(image.src);
    image.onerror = () => image.replaceWith(file.name); // HEIC, where it cannot be drawn: the server reads it
    return image;
  });
  const show = (input) => line(input).replaceChildren(...thumbs(input), input.files.length ? "已选 " + input.files.length + " 张，再点一下可重选" : "");
  const shrink = async (input) => {
    const chosen = [...input.files], buttons = [...input.form.querySelectorAll("button[type=submit]:enabled")], small = new DataTransfer();
    const mine = {};
    latest.set(input, mine);
    line(input).textContent = "正在处理照片";
    buttons.forEach((button) => { button.disabled = true; }); // a large photo takes a moment
    for (const file of chosen) {
      const blob = await window.binanShrink(file);
      small.items.add(blob === file ? file : new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type }));
    }
    buttons.forEach((button) => { button.disabled = false; });
    if (latest.get(input) !== mine) return; // others were picked meanwhile, or the form is for another case now
    input.files = small.files;
    show(input);
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches(".photo input[type=file]")) shrink(target);
  });
  document.addEventListener("reset", ({ target }) => target.querySelectorAll(".photo").forEach((one) => {
    latest.delete(one.querySelector("input"));
    one.querySelector("output").replaceChildren();
  }));
})();
