/* Forms that are letters (data-letter): the draft, kept as it is typed, sending, 待发送 and 已送达. What is kept and sent lies
   in outbox.js, photos in photos.js, what else the person may see after the tap in sending.js. Needs app.js before it. */
(() => {
  "use strict";
  const { $, $$, el, t, need, carrier, say, later, flush, beforeLeaving } = window.binan;
  const outbox = window.binanOutbox;
  const LAST = "last-words"; // in sessionStorage; mine.js wipes it

  const uuid = () => {
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const hex = [...b].map((n) => n.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  /* a file as a letter holds it, or null where it cannot be read any more (deleted since, or in a cloud that is away) */
  const keepable = async ([field, file]) => {
    try {
      return { field, name: file.name || field, type: file.type, bytes: await new Response(file).arrayBuffer() };
    } catch (fault) {
      console.warn("file", fault);
      return null;
    }
  };
  /* take a letter back to change it; null when it is just being sent */
  const takeBack = (key) => outbox.alone(key, { ifAvailable: true }, async (lock) => {
    const found = lock && await outbox.letter(key);
    if (found) await outbox.amend(found, { queued: false, at: Date.now() });
    return found || null;
  });

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

  /* photos.js takes over as soon as somebody is about to add a photo; until then, and where it cannot be fetched, photos
     are as chosen. The page has an input for each photo, a script needs one. */
  const startPhotos = (form, changed, lose) => {
    const box = $(".photos", form);
    const inputs = $$("input[type=file]", box);
    let kept = [];
    let gallery = null;
    inputs.slice(1).forEach((input) => input.closest(".photo").remove());
    const fetchIt = () => gallery || !inputs.length || need(box.dataset.script)
      .then(() => { gallery = gallery || window.binanPhotos({ adder: inputs[0], most: inputs.length, photos: kept, changed, lose, keepable }); }, () => {}); // chosen photos stay as they are
    ["focusin", "pointerdown", "touchstart", "change"].forEach((kind) => box.addEventListener(kind, fetchIt, { passive: true }));
    if (inputs.length && inputs[0].files.length) fetchIt();
    return {
      all: async (wait) => {
        if (gallery) return gallery.all(wait);
        const chosen = inputs.length ? [...inputs[0].files] : [];
        const read = (await Promise.all(chosen.map((file) => keepable(["files", file])))).filter(Boolean);
        const photos = [...kept, ...read];
        if (read.length < chosen.length) {
          inputs[0].value = "";
          kept = photos;
          lose(chosen.length - read.length);
        }
        return photos;
      },
      set: (photos) => {
        kept = photos;
        if (gallery) gallery.set(photos);
        else if (photos.length) fetchIt();
      },
      pending: () => gallery && gallery.pending(),
      progress: (n, share) => gallery && gallery.progress(n, share),
    };
  };

  const startLetter = (form) => {
    form.dataset.js = "";
    const send = $("[data-send]", form);
    const words = send.textContent;
    const line = $("[data-progress]", form);
    const path = location.pathname + location.search;
    const extras = {}; // files made by a script, by field: binan.attach
    let timer = 0;
    let keeping = 0; // how often the outbox is just writing this draft
    let stopped = "";
    let key = form.elements.client_key;
    if (!$("#errors")) key.value = uuid(); // a page from a cache must not bring an old key

    const written = (queued) => {
      const fields = [];
      new FormData(form).forEach((value, name) => {
        if (typeof value === "string" && name !== "csrfmiddlewaretoken") fields.push([name, value]);
      });
      return { key: key.value, path, action: form.action, hold: form.dataset.hold, place: form.dataset.place || "", at: Date.now(), queued, fields };
    };
    /* the letter as it stands; `queued`: with the photos that are still being made smaller */
    const collect = async (queued) => {
      const inputs = $$("input[type=file]", form).filter((input) => input.name !== "files" && !extras[input.name]);
      const chosen = inputs.flatMap((input) => [...input.files].map((file) => [input.name, file]));
      const others = [...chosen, ...Object.entries(extras).filter(([, file]) => file)];
      const files = await Promise.all(others.map(keepable));
      const lost = others.filter((other, n) => !files[n]);
      lost.forEach(([field]) => { form.elements[field].value = ""; attach(field, null); });
      if (lost.length) lose(lost.length);
      const kept = await photos.all(queued);
      return { ...written(queued), files: [...kept, ...files.filter(Boolean)] };
    };
    const holds = (letter, names) => letter.files.length || letter.fields.some(([name, value]) => names.includes(name) && value.trim());
    const onItsWay = () => send.disabled || form.hidden;
    const save = async () => {
      clearTimeout(timer);
      timer = 0;
      keeping += 1;
      const letter = await collect(false);
      if (!onItsWay()) await (holds(letter, ["text", "phone", "name"]) ? outbox.keep(letter) : outbox.drop(letter.key));
      keeping -= 1;
    };
    const soon = () => { if (!onItsWay()) timer = timer || setTimeout(save, 300); };
    const hint = (words) => {
      if (words !== line.textContent) line.textContent = words;
      line.hidden = false;
    };
    /* files that could not be read are left out, and she hears it at once: she may choose again or go on without */
    let gone = 0;
    const lose = (n) => {
      gone += n;
      hint(t("有 {n} 个文件读不出来，没有附上。请重新选，或者不带它提交。", { n: gone }));
    };
    const photos = startPhotos(form, soon, lose);
    const now = () => timer && save();
    beforeLeaving(now);
    /* a page that goes at once has no time left for the outbox: the last words are put where it can be done in no time */
    addEventListener("pagehide", () => {
      if (!timer && !keeping || onItsWay()) return;
      try { sessionStorage.setItem(LAST, JSON.stringify(written(false))); } catch (fault) { console.warn("last words", fault); }
      save();
    });
    document.addEventListener("visibilitychange", () => document.hidden && now());

    const lastWords = () => {
      try {
        const last = JSON.parse(sessionStorage.getItem(LAST) || "null");
        sessionStorage.removeItem(LAST);
        return last && last.path === path ? last : null;
      } catch (fault) { // where a page may keep nothing
        return null;
      }
    };
    const restore = async () => {
      const [, wanted] = location.hash.match(/^#draft=(.+)/) || [];
      let letter = await outbox.letter(wanted);
      if (letter && letter.queued) letter = await takeBack(wanted);
      if (!letter && !wanted) letter = (await outbox.letters()).reverse().find((one) => one.path === path && !one.queued);
      const last = lastWords();
      if (last && last.at > (letter ? letter.at : 0) && (!letter || last.key === letter.key)) letter = { files: [], ...letter, ...last };
      const typed = form.elements.text.value.trim(); // before this was read: another matter has another key
      if (!letter || $("#errors") || (typed && !letter.fields.some(([name, value]) => name === "text" && value.trim() === typed))) return;
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
      if (last) soon();
      if (letter.refused) refuse({ refused: letter.refused, letter });
    };
    /* a file that a script made (a voice note) or took away (null); voice.js hears about restored ones */
    const attach = (field, file) => {
      extras[field] = file;
      form.dispatchEvent(new CustomEvent("attached", { detail: { field, file } }));
      soon();
    };
    form.addEventListener("attach", (event) => { extras[event.detail.field] = event.detail.file; soon(); });

    const progress = ({ n, of, share }) => {
      photos.progress(n, share);
      const step = Math.floor(share * 4) * 25;
      hint(n < of ? t("正在上传第 {n} 张照片，共 {of} 张：{part}", { n: n + 1, of, part: step + "%" }) : t("正在提交…"));
    };
    const busy = (on) => {
      send.disabled = on;
      form.inert = on;
      send.textContent = on ? t("正在提交…") : words;
      line.hidden = !on;
      line.textContent = "";
    };
    const ends = () => need(form.dataset.sending).then(() => window.binanSending({ form, key, go, photos }));
    /* the numbers first, once a letter: by the phone's own words of danger, or because the server reads them in what is asked
       before every letter anyway. While they stand there nobody else sends it. */
    const look = async (token) => {
      if (stopped === key.value) return { cache: "no-store", danger: true };
      if (token || dangerous()) {
        stopped = key.value;
        if (alarm) alarm.hidden = false;
        if (!await (await ends()).halt()) throw { back: true };
        return look();
      }
      const body = new FormData();
      ["text", "nature"].forEach((name) => form.elements[name] && body.append(name, form.elements[name].value));
      return { method: "POST", body };
    };
    const refuse = (end) => ends().then((part) => part.show(end), () => hint(t(end.refused.sentence)));

    /* 待发送 in place of the form, and 已送达 when it got through. It stands here since it is for those without a network,
       who may have no worker that kept sending.js for them (WeChat on an iPhone). */
    const panel = $("[data-waiting]");
    const waits = (status) => {
      if ($("#errors")) ends().then((part) => part.clear(), () => {});
      form.hidden = true;
      panel.hidden = false;
      $("[data-why]", panel).hidden = !status;
      panel.focus();
      later();
    };
    const back = () => {
      panel.hidden = true;
      form.hidden = false;
    };
    const arrive = (done) => {
      const arrived = $("[data-arrived]");
      panel.hidden = true;
      arrived.hidden = false;
      $("b", arrived).textContent = done.code;
      $$("time", arrived).forEach((time) => { time.textContent = done.received; });
      $("[data-filed]", arrived).hidden = done.added;
      $("[data-added]", arrived).hidden = !done.added;
      $("a", arrived).href = done.url;
      arrived.focus();
    };
    const GONE = t("这件已在别处取回或清除，没有发出。要发就再点一次提交。");
    const known = async () => (await outbox.cases()).find((one) => one.key === key.value);
    /* another page may have sent it, taken it back or wiped it: the phone's own memory says what became of it */
    const settled = async () => {
      const letter = await outbox.letter(key.value);
      if (panel.hidden || (letter && letter.queued)) return false;
      const done = await known();
      if (done) {
        arrive(done);
      } else {
        back();
        if (letter && letter.refused) refuse({ refused: letter.refused, letter });
        else hint(GONE);
      }
      return true;
    };
    setInterval(() => panel.hidden || settled(), 3000);
    $("[data-edit]", panel).onclick = async () => {
      if (await takeBack(key.value)) back();
      else if (!await settled()) say(t("正在发送，请稍等。"));
    };
    $("[data-try]", panel).onclick = () => flush().then(settled);
    document.addEventListener("outbox", (event) => event.detail.filter((end) => end.letter.key === key.value).forEach((end) => {
      if (panel.hidden) return;
      if (end.done) {
        arrive(end.done);
      } else if (end.refused) {
        back();
        refuse(end);
      }
    }));
    const ended = async (end) => {
      busy(false);
      if (end.back) return send.focus();
      if (end.gone) end.done = await known();
      if (end.done) location.replace(end.done.url);
      else if (end.refused) await refuse(end);
      else if ("waiting" in end) waits(end.waiting);
      else hint(GONE);
    };
    const go = async (more) => {
      clearTimeout(timer);
      timer = gone = 0;
      busy(true);
      if (await known()) key.value = uuid(); // another page had the same draft and has sent it: this is another matter
      if (photos.pending()) await outbox.keep(await collect(false)); // a photo is still on its way to being smaller
      const letter = await collect(true);
      if (gone) { // she did not know it when she tapped
        busy(false);
        soon();
        return lose(0);
      }
      if (!holds(letter, ["text"])) { // no letter yet
        busy(false);
        return refuse({ refused: { fields: { text: text.dataset.needs } }, letter });
      }
      await outbox.keep(letter); // whatever happens from here on, it goes out
      try {
        const sent = carrier().then(() => outbox.send(key.value, progress, { attended: 1, look, ...more }));
        later(); // the worker stands by until this page is through with it
        await ended(await sent);
      } catch (fault) { // the rest of the script cannot come now: what waits is sent by app.js
        console.warn("not now", fault);
        busy(false);
        waits(0);
        flush();
      }
    };

    const danger = new RegExp(form.dataset.danger || "(?!)");
    const plain = (typed) => typed.normalize("NFKC").toLowerCase().replace(/[\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
    const text = form.elements.text;
    const alarm = $("[data-alarm]", form);
    const dangerous = () => danger.test(plain(text.value));
    const glance = () => { if (alarm) alarm.hidden = !dangerous(); };
    form.addEventListener("input", () => { glance(); soon(); });
    form.addEventListener("focusin", () => [ends(), carrier()].forEach((script) => script.catch(() => {})), { once: true });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!send.disabled) go({});
    });
    restore().then(glance);
  };

  addEventListener("pageshow", (event) => event.persisted && $("[data-intake]") && location.reload());
  $$("[data-letter]:not([data-js])").forEach(startLetter);
  $$("[data-max]").forEach(startCounter);
})();
