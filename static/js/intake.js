/* Forms that are letters (data-letter): photos, the draft, the stop where danger is, sending, 待发送 and 已送达. What is kept
   and sent lies in outbox.js; the words of the panels stand in the page. Needs app.js before it. */
(() => {
  "use strict";
  const { $, $$, el, t, part, later, beforeLeaving } = window.binan;
  const outbox = window.binanOutbox;
  const HEAVY = 1e6; // bytes
  const STOP = 8000; // ms the danger stop waits before the case goes out by itself

  const uuid = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

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
  const keepable = async (field, file, name) => ({ field, name, type: file.type, bytes: await new Response(file).arrayBuffer() });

  /* the list of photos: thumbnails in their order, each with buttons to move and to remove it */
  const gallery = (form, changed) => {
    const box = $(".photos", form);
    const adder = $(".photo input[type=file]", box);
    if (!adder) return { all: () => [], set: () => {}, progress: () => {} };
    const slots = $$(".photo", box).filter((row) => $("input[type=file]", row));
    const row = adder.closest(".photo");
    slots.forEach((slot) => slot === row || slot.remove());
    const list = el("ol", "", { className: "stack stack-tight" });
    row.before(list);
    let photos = [];
    const button = (words, label, act) => {
      const made = el("button", words, { type: "button", className: "btn btn-small" });
      made.setAttribute("aria-label", label);
      made.addEventListener("click", act);
      return made;
    };
    const redraw = () => {
      list.hidden = !photos.length;
      row.hidden = photos.length >= slots.length;
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
    adder.addEventListener("change", async () => {
      const chosen = [...adder.files].slice(0, slots.length - photos.length);
      const small = await Promise.all(chosen.map(async (file) => {
        const blob = await shrink(file);
        return keepable("files", blob, blob === file ? file.name : file.name.replace(/\.\w+$/, "") + ".jpg");
      }));
      photos.push(...small);
      adder.value = "";
      redraw();
      changed();
    });
    redraw();
    return {
      all: () => photos.map(({ url, ...kept }) => kept),
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

  /* how much of a text is left, once it gets long; the server decides */
  const startCounter = (text) => {
    const count = el("p", "", { className: "counter" });
    text.after(count);
    const show = () => {
      const left = Number(text.dataset.max) - text.value.length;
      count.hidden = left > 200;
      count.textContent = left >= 0 ? t("还可以写 {n} 字", { n: left }) : t("多了 {n} 字", { n: -left });
    };
    text.addEventListener("input", show);
    show();
  };

  /* the sentences of a refusal: on top, and each a link to its field, as the server's page has them */
  const showErrors = (form, refused) => {
    const old = $("#errors");
    if (old) old.remove();
    $$("[data-said]", form).forEach((words) => words.remove());
    $$("[aria-invalid]", form).forEach((field) => field.removeAttribute("aria-invalid"));
    if (!refused) return;
    const box = el("div", "", { className: "errors stack stack-tight", id: "errors", tabIndex: -1 });
    box.setAttribute("role", "alert");
    const list = el("ul");
    const said = Object.entries(refused.fields || {});
    (said.length ? said : [["", t(refused.sentence)]]).forEach(([name, sentence]) => {
      const field = name && form.elements[name];
      const target = field && (field.length && !field.id ? field[0] : field);
      const item = el("li", target ? "" : sentence, { className: "error" });
      if (target) {
        const words = el("p", sentence, { className: "error", id: target.id + "_said" });
        words.dataset.said = "";
        target.before(words);
        target.setAttribute("aria-invalid", "true");
        target.setAttribute("aria-errormessage", words.id);
        item.append(el("a", sentence, { href: "#" + target.id }));
      }
      list.append(item);
    });
    box.append(el("h2", t("还差一点，请看这里")), list);
    form.before(box);
    box.focus();
  };

  /* a hard stop before sending: the numbers first. Whatever she does then, the case goes out: by her tap, by calling, by
     leaving the page, or by itself. Nothing is asked and nothing is held against a false alarm. */
  const reveal = (dialog) => { dialog.showModal ? dialog.showModal() : dialog.setAttribute("open", ""); };
  const hide = (dialog) => { dialog.close ? dialog.close() : dialog.removeAttribute("open"); };
  const halt = (stop) => new Promise((done) => {
    const end = (go) => {
      clearTimeout(timer);
      removeEventListener("pagehide", leave);
      hide(stop);
      done(go);
    };
    const leave = () => end("leaving");
    const timer = setTimeout(() => end("go"), STOP);
    addEventListener("pagehide", leave);
    $$("a[href^=tel]", stop).forEach((number) => { number.onclick = () => end("go"); });
    $("[data-go]", stop).onclick = () => end("go");
    $("[data-back]", stop).onclick = () => end("back");
    stop.oncancel = () => end("back");
    reveal(stop);
  });

  const startLetter = (form) => {
    form.dataset.js = "";
    const send = $("[data-send]", form);
    const words = send.textContent;
    const line = $("[data-progress]", form);
    const path = location.pathname + location.search;
    const extras = {}; // files made by a script, by field: binan.attach
    let timer = 0;
    let stopped = "";
    let key = form.elements.client_key;
    if (!$("#errors")) key.value = uuid(); // a page from a cache must not bring an old key

    const collect = async (queued) => {
      const fields = [];
      new FormData(form).forEach((value, name) => {
        if (typeof value === "string" && name !== "csrfmiddlewaretoken") fields.push([name, value]);
      });
      const chosen = $$("input[type=file]", form).filter((input) => input.name !== "files" && !(input.name in extras))
        .flatMap((input) => [...input.files].map((file) => [input.name, file]));
      const others = [...chosen, ...Object.entries(extras).filter(([, file]) => file)];
      const files = await Promise.all(others.map(([field, file]) => keepable(field, file, file.name || field)));
      return {
        key: key.value, path, action: form.action, hold: form.dataset.hold, place: form.dataset.place || "", at: Date.now(),
        queued, fields, files: [...photos.all(), ...files],
      };
    };
    const worth = (letter) => letter.files.length || letter.fields.some(([name, value]) => name === "text" && value.trim());
    const save = async (queued) => {
      clearTimeout(timer);
      timer = 0;
      const letter = await collect(queued);
      await (worth(letter) ? outbox.keep(letter) : outbox.drop(letter.key));
    };
    const soon = () => {
      if (send.disabled) return;
      clearTimeout(timer);
      timer = setTimeout(() => save(false), 500);
    };
    const photos = gallery(form, soon);
    const now = () => timer && save(false);
    beforeLeaving(now);
    addEventListener("pagehide", now);
    document.addEventListener("visibilitychange", () => document.hidden && now());

    const restore = async () => {
      const wanted = location.hash.replace(/^#draft=/, "");
      let letter = await outbox.letter(wanted);
      if (letter && letter.queued) letter = await outbox.takeBack(wanted);
      if (!letter) letter = (await outbox.letters()).reverse().find((one) => one.path === path && !one.queued);
      if (!letter || $("#errors")) return;
      letter.fields.forEach(([name, value]) => $$("[name]", form).filter((field) => field.name === name).forEach((field) => {
        if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
        else if (field.type !== "file" && (!field.value || name === "client_key")) field.value = value;
      }));
      photos.set(letter.files.filter((file) => file.field === "files"));
      letter.files.filter((file) => file.field !== "files").forEach((file) => attach(file.field, new File([file.bytes], file.name, { type: file.type })));
      const note = $("[data-restored]", form);
      if (note) {
        note.hidden = false;
        $("button", note).onclick = async () => {
          await outbox.drop(letter.key);
          location.replace(path);
          if (location.hash) location.reload();
        };
      }
      if (letter.refused) showErrors(form, letter.refused);
    };
    /* a file that a script made (a voice note) or took away (null); voice.js hears about restored ones */
    const attach = (field, file) => {
      extras[field] = file;
      form.dispatchEvent(new CustomEvent("attached", { detail: { field, file } }));
      soon();
    };
    form.addEventListener("attach", (event) => { extras[event.detail.field] = event.detail.file; soon(); });

    let spoken = "";
    const progress = ({ n, of, share }) => {
      photos.progress(n, share);
      const step = Math.floor(share * 4) * 25;
      const said = n < of ? t("正在上传第 {n} 张照片，共 {of} 张：{part}", { n: n + 1, of, part: step + "%" }) : t("正在提交…");
      if (said !== spoken) line.textContent = spoken = said;
      line.hidden = false;
    };
    const busy = (on) => {
      send.disabled = on;
      form.inert = on;
      send.textContent = on ? t("正在提交…") : words;
      line.hidden = !on;
    };
    const ended = async (end) => {
      busy(false);
      if (end.gone) end.done = (await outbox.cases()).find((known) => known.key === key.value);
      if (end.done) location.replace(end.done.url);
      else if (end.refused) {
        photos.set(end.letter.files.filter((file) => file.field === "files")); // what is up already stays up
        if (end.refused.code === "alike" && $("[data-alike]")) choose($("[data-alike]"), end.refused.sentence);
        else showErrors(form, end.refused);
      } else if (!end.gone) {
        wait(end);
      }
    };
    const go = async (more) => {
      busy(true);
      await save(true);
      const sent = outbox.send(key.value, progress, { attended: 1, ...more });
      later(); // the worker stands by until this page is through with it
      await ended(await sent);
    };
    /* an open case of hers is like it: she says whether it belongs there */
    const choose = (alike, sentence) => {
      $("[data-sentence]", alike).textContent = sentence;
      $$("[data-same]", alike).forEach((button) => {
        button.onclick = () => { hide(alike); go({ same: button.dataset.same }); };
      });
      reveal(alike);
    };
    /* 待发送 in place of the form, and 已送达 when it got through */
    const panel = $("[data-waiting]");
    const wait = (end) => {
      form.hidden = true;
      panel.hidden = false;
      $("[data-why]", panel).hidden = end.waiting === 0;
      panel.focus();
      later();
    };
    const back = async () => {
      if (!await outbox.takeBack(key.value)) return;
      panel.hidden = true;
      form.hidden = false;
    };
    if (panel) {
      $("[data-edit]", panel).onclick = back;
      $("[data-try]", panel).onclick = () => window.binan.flush();
      document.addEventListener("outbox", (event) => event.detail.filter((end) => end.letter.key === key.value).forEach((end) => {
        if (end.done) {
          const arrived = $("[data-arrived]");
          panel.hidden = true;
          arrived.hidden = false;
          $("b", arrived).textContent = end.done.code;
          $("time", arrived).textContent = end.done.received;
          $("a", arrived).href = end.done.url;
          arrived.focus();
        } else if (end.refused) {
          panel.hidden = true;
          form.hidden = false;
          showErrors(form, end.refused);
        }
      }));
    }

    const danger = new RegExp(form.dataset.danger || "^$");
    const plain = (typed) => typed.normalize("NFKC").replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
    const text = form.elements.text;
    const alarm = $("[data-alarm]", form);
    const dangerous = () => danger.test(plain(text.value));
    const look = () => { if (alarm) alarm.hidden = !dangerous(); };
    form.addEventListener("input", () => { look(); soon(); });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (send.disabled) return;
      showErrors(form, null);
      const stop = $("[data-stop]");
      if (stop && dangerous() && stopped !== key.value) {
        const answer = await halt(stop);
        if (answer === "back") return;
        stopped = key.value;
      }
      await go({});
    });
    restore().then(look);
  };

  part(() => {
    $$("[data-letter]").forEach(startLetter);
    $$("[data-max]").forEach(startCounter);
  });
})();
