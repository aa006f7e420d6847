/* Photos of a letter: shrunk on the phone, put in order, shown on their way. intake.js fetches this file when somebody is
   about to add one. Needs app.js before it; a tablet of the desk (picked.js) only shrinks with it, and has none. */
(() => {
  "use strict";
  const { $, el, t, say } = window.binan || {};
  const HEAVY = 1e6; // bytes

  /* photos: JPEG of 1600 px, under a megabyte, before they leave the phone; what cannot be drawn here (HEIC outside
     Safari) goes as it is. Drawing leaves EXIF and GPS behind; the server does the same to whatever comes. */
  const picture = async (file) => {
    if (window.createImageBitmap) {
      try { return await createImageBitmap(file, { imageOrientation: "from-image" }); } catch (fault) { console.warn("photo", fault); }
    }
    return new Promise((done, fail) => {
      const image = new Image();
      image.onload = () => done(image);
      image.onerror = fail;
      image.src = URL.createObjectURL(file);
    });
  };
  const draw = (image, edge, quality) => {
    const scale = Math.min(1, edge / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));
  };
  const shrink = async (file) => {
    try {
      const image = await picture(file);
      let blob = await draw(image, 1600, 0.8);
      for (const edge of [1600, 1280, 1024]) if (blob && blob.size > HEAVY) blob = await draw(image, edge, 0.6);
      return blob || file;
    } catch (fault) {
      return file;
    }
  };
  window.binanShrink = shrink;
  /* the list of photos: thumbnails in their order, each with buttons to move and to remove it */
  window.binanPhotos = ({ adder, most, photos, changed, lose, keepable }) => {
    const row = adder.closest(".photo");
    const list = el("ol", "", { className: "stack stack-tight" });
    row.before(list);
    const button = (words, label, act) => {
      const made = el("button", words, { type: "button", className: "btn btn-small" });
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      return made;
    };
    const redraw = () => {
      list.hidden = !photos.length;
      row.hidden = photos.length >= most;
      $("label", row).lastChild.textContent = " " + (photos.length ? t("再加一张") : t("照片"));
      list.replaceChildren(...photos.map((photo, n) => {
        const item = el("li", "", { className: "photo" });
        photo.url = photo.url || URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
        const which = t("第 {n} 张", { n: n + 1 });
        item.append(el("img", "", { src: photo.url, alt: which }));
        const swap = (step, target) => () => {
          [photos[n], photos[n + step]] = [photos[n + step], photos[n]];
          redraw();
          changed();
          const again = list.children[n + step].querySelectorAll("button");
          (again[target] || again[0]).focus();
        };
        if (n) item.append(button(t("前移"), which + " " + t("前移"), swap(-1, 0)));
        if (n < photos.length - 1) item.append(button(t("后移"), which + " " + t("后移"), swap(1, n + 1 < photos.length - 1 ? 1 : 0)));
        item.append(button(t("移除"), which + " " + t("移除"), () => {
          URL.revokeObjectURL(photo.url);
          photos.splice(n, 1);
          redraw();
          changed();
          adder.focus();
        }));
        return item;
      }));
    };
    const take = async (chosen) => {
      const room = most - photos.length;
      if (chosen.length > room) say(t("最多 {most} 张，多出的 {n} 张没有加上。", { most, n: chosen.length - room }));
      const small = await Promise.all(chosen.slice(0, room).map(async (file) => {
        const blob = await shrink(file);
        return keepable(["files", blob === file ? file : new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: blob.type })]);
      }));
      const read = small.filter(Boolean);
      photos.push(...read);
      if (read.length < small.length) lose(small.length - read.length);
      redraw();
      changed();
    };
    /* one choice after the other; whoever wants all photos waits for the one that is still being shrunk */
    let taken = Promise.resolve(), waiting = 0;
    const chosen = () => {
      const files = [...adder.files];
      adder.value = "";
      waiting += 1;
      taken = taken.then(() => take(files)).catch((fault) => console.warn("photo", fault)).then(() => { waiting -= 1; });
    };
    adder.addEventListener("change", chosen);
    redraw();
    if (adder.files.length) chosen(); // before this script came
    return {
      pending: () => waiting > 0,
      all: async (wait) => { if (wait) await taken; return photos.map(({ url, ...kept }) => kept); },
      set: (kept) => { photos = kept.map((photo) => ({ ...photo })); redraw(); },
      progress: (n, share) => {
        const item = list.children[n];
        if (!item) return;
        const meter = $("progress", item) || item.appendChild(el("progress", "", { max: 1 }));
        meter.setAttribute("aria-hidden", "true"); // the line below the list is what is read out
        meter.value = share;
      },
    };
  };
})();
