/* The form, and photos wherever some are added: shrinking, thumbnails, the draft, sending. Needs app.js before it. */
(() => {
  "use strict";
  const { $, $$, say, keep, drop, drafts, post, show, part } = window.binan;

  const uuid = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* photos: 1600 px JPEG before they leave the phone; what cannot be shrunk goes as it is, the server checks */
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
  const shrink = async (file) => {
    try {
      const image = await picture(file);
      const scale = Math.min(1, 1600 / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.8));
      return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
    } catch (fault) {
      return file;
    }
  };
  const put = (input, files) => {
    try {
      const box = new DataTransfer();
      files.forEach((file) => box.items.add(file));
      input.files = box.files;
      return true;
    } catch (fault) {
      return false; // an old engine keeps the original files
    }
  };
  const input = (row) => $("input[type=file]", row);
  const rows = (form) => $$(".photo", form).filter(input);
  const showRows = (form) => {
    let free = false;
    rows(form).forEach((row) => {
      const file = input(row).files[0];
      $$("img, button", row).forEach((el) => el.remove());
      row.hidden = !file && free;
      if (!file) { free = true; return; }
      const thumb = document.createElement("img");
      thumb.alt = "";
      thumb.src = URL.createObjectURL(file);
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-small";
      remove.textContent = "移除";
      remove.addEventListener("click", () => {
        input(row).value = "";
        showRows(form);
        input(row).dispatchEvent(new Event("input", { bubbles: true }));
      });
      row.prepend(thumb);
      row.append(remove);
    });
  };
  const takePhotos = async (form, changed) => {
    const small = await Promise.all([...changed.files].map(shrink));
    const free = rows(form).map(input).filter((i) => i === changed || !i.files.length);
    const targets = [changed, ...free.filter((i) => i !== changed)];
    if (small.length && put(changed, small.slice(0, 1))) small.slice(1, targets.length).forEach((file, n) => put(targets[n + 1], [file]));
    showRows(form);
  };

  const startPhotos = (form, then) => {
    form.dataset.js = "";
    form.addEventListener("change", async (event) => {
      if (event.target.type !== "file") return;
      await takePhotos(form, event.target);
      if (then) then();
    });
    showRows(form);
  };
  /* how much of a text is left, once it gets long; the server decides */
  const startCounter = (text) => {
    const count = document.createElement("p");
    count.className = "counter";
    text.after(count);
    const show = () => {
      const left = Number(text.dataset.max) - text.value.length;
      count.hidden = left > 200;
      count.textContent = left >= 0 ? "还可以写 " + left + " 字" : "多了 " + -left + " 字";
    };
    text.addEventListener("input", show);
    show();
  };

  /* the form */
  const fields = (form) => {
    const values = [];
    new FormData(form).forEach((value, name) => {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") values.push([name, value]);
    });
    return values;
  };
  const photosOf = (form) => Promise.all(rows(form).flatMap((row) => [...input(row).files]).map(async (file) => (
    { name: file.name, type: file.type, bytes: await file.arrayBuffer() }
  )));
  const saveDraft = async (form, queued) => keep({ path: location.pathname + location.search, at: Date.now(), queued: !!queued, fields: fields(form), photos: await photosOf(form) });

  const restore = async (form) => {
    const draft = (await drafts()).find((d) => d.path === location.pathname + location.search);
    if (!draft || $("#errors") || !draft.fields.some(([name, value]) => name === "text" && value.trim())) return;
    draft.fields.forEach(([name, value]) => $$("[name]", form).filter((el) => el.name === name).forEach((el) => {
      if (el.type === "radio" || el.type === "checkbox") el.checked = el.value === value;
      else if (el.type !== "file" && !el.value) el.value = value;
      else if (name === "client_key") el.value = value;
    }));
    draft.photos.forEach((p, n) => rows(form)[n] && put(input(rows(form)[n]), [new File([p.bytes], p.name, { type: p.type })]));
    showRows(form);
    const note = $("[data-restored]", form);
    note.hidden = false;
    $("button", note).addEventListener("click", async () => { await drop(draft.path); location.reload(); });
  };

  /* a token that grew stale while the form stood open: fetch a fresh one and try once more, photos and all */
  const deliver = async (form) => {
    const response = await post(form.action, new FormData(form));
    if (response.status !== 403) return response;
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    $("[name=csrfmiddlewaretoken]", form).value = $("[data-intake] [name=csrfmiddlewaretoken]", page).value;
    return post(form.action, new FormData(form));
  };
  const send = async (form) => {
    const button = $("[data-send]", form);
    const words = button.textContent;
    button.disabled = true;
    button.textContent = "正在提交…";
    try {
      await saveDraft(form);
      const response = await deliver(form);
      if (response.redirected) {
        await drop(location.pathname + location.search);
        location.replace(response.url);
      } else if (response.status >= 500 || response.status === 429) {
        say(response.status === 429 ? "现在提交的人多，请过一分钟再按一次。您写的都还在。" : "这边出了点问题，您写的都还在。请再按一次提交，或打社区电话。");
        button.disabled = false;
        button.textContent = words;
      } else {
        await show(response);
      }
    } catch (fault) {
      await saveDraft(form, true);
      button.disabled = false;
      button.textContent = words;
      say("已保存在这部手机上，联网后自动提交（1 件）。急事请打 110。");
    }
  };

  const startForm = (form) => {
    const text = $("textarea", form);
    const danger = new RegExp(form.dataset.danger || "^$");
    const alarm = $("[data-alarm]", form);
    const plain = (words) => words.normalize("NFKC").replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
    const look = () => { if (alarm) alarm.hidden = !danger.test(plain(text.value)); };
    let timer = 0;
    const later = () => { clearTimeout(timer); timer = setTimeout(() => saveDraft(form), 600); };
    form.addEventListener("input", () => { look(); later(); });
    startPhotos(form, later);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      clearTimeout(timer);
      if (!$("[data-send]", form).disabled) send(form);
    });
    const key = $("[name=client_key]", form);
    if (!$("#errors")) key.value = uuid(); // a page from a cache must not bring an old key
    restore(form).then(look);
  };

  part(() => {
    const form = $("[data-intake]");
    if (form) startForm(form);
    $$("[data-photos]").forEach((f) => startPhotos(f));
    $$("[data-max]").forEach(startCounter);
  });
})();
