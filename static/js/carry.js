/* How the letters of outbox.js go out, once. Loaded by the worker, and by a page as soon as it has something to send, hence
   no DOM in here. A photo goes up alone and is held by the server under a secret, so that a broken upload goes on where it
   stopped; the letter itself follows, and its key makes one case however often. */
(() => {
  "use strict";
  const outbox = self.binanOutbox;
  const { amend, drop, letters, letter, alone, remember } = outbox;
  const SILENCE = 2e4; // ms in which nothing goes up and nothing comes back: the network is gone, whatever the browser thinks
  const PATIENCE = 9e4; // ms for one upload where its progress is not seen

  /* asking the server: { status, body } with body null where the answer is none of ours; no network throws */
  const read = (text) => { try { return JSON.parse(text); } catch (fault) { return null; } };
  const viaPage = (url, body, shown) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    let watch = 0;
    const moved = () => { clearTimeout(watch); watch = setTimeout(() => request.abort(), SILENCE); };
    request.open("POST", url);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { moved(); if (shown && event.lengthComputable) shown(event.loaded / event.total); };
    request.onloadend = () => clearTimeout(watch);
    request.onload = () => done({ status: request.status, body: read(request.responseText), wait: request.getResponseHeader("Retry-After") });
    request.onerror = request.onabort = () => fail(new TypeError("no network"));
    request.send(body);
    moved();
  });
  const ask = async (ms, url, options) => {
    const stop = new AbortController();
    const watch = setTimeout(() => stop.abort(), ms);
    try {
      const answer = await fetch(url, { ...options, signal: stop.signal, headers: { Accept: "application/json" } });
      return { status: answer.status, body: read(await answer.text()), wait: answer.headers.get("Retry-After") };
    } finally {
      clearTimeout(watch);
    }
  };
  const viaWorker = (url, body) => ask(PATIENCE, url, { method: "POST", body });
  const post = self.XMLHttpRequest ? viaPage : viaWorker;

  const blob = (file) => new Blob([file.bytes], { type: file.type });
  /* `look` (more) says how the first question is asked, sees an answer that speaks of danger, and stops it all by throwing { back } */
  const carry = async (letter, shown, { look, ...said } = {}) => {
    const how = look ? await look() : { cache: "no-store" };
    const { status, body: token, wait } = await ask(SILENCE, "/mine/token/", how);
    if (!token || !token.csrf) return { status, body: null, wait };
    if (token.danger) await look(token);
    const goes = !look || how.danger || token.danger; // promised to go: without a photo that cannot be read
    const photos = letter.files.filter((file) => file.field === "files");
    for (const [n, photo] of photos.entries()) {
      if (photo.held) continue;
      const body = new FormData();
      body.append("csrfmiddlewaretoken", token.csrf);
      body.append("files", blob(photo), photo.name);
      const answer = await post(letter.hold, body, shown && ((share) => shown({ n, of: photos.length, share, photo })));
      const { held, error } = answer.body || {};
      if (goes && error && answer.status === 422) continue;
      if (!held) return answer;
      photo.held = held;
      await amend(letter, {});
    }
    const body = new FormData();
    letter.fields.forEach(([name, value]) => body.append(name, value));
    body.append("csrfmiddlewaretoken", token.csrf);
    Object.entries(said).forEach(([name, value]) => body.append(name, value));
    photos.forEach((photo) => body.append(...(photo.held ? ["held", photo.held] : ["lost", 1])));
    letter.files.filter((file) => file.field !== "files").forEach((file) => body.append(file.field, blob(file), file.name));
    return post(letter.action, body, shown && ((share) => shown({ n: photos.length, of: photos.length, share })));
  };

  /* { done: case } | { refused: { sentence, fields } } | { waiting: status or 0, wait: seconds }, or { back }: she changes it */
  const judge = ({ status, body, wait }) => {
    if (body && body.url) return { done: body };
    if (status === 413) return { refused: { sentence: "照片或录音太大，请去掉一些再提交。" } };
    if (body && body.error && status < 500 && status !== 403 && status !== 429) return { refused: body.error };
    return { waiting: status, wait: Number(wait) || 0 };
  };
  const attempt = async (letter, shown, more) => {
    try {
      let end = judge(await carry(letter, shown, more));
      if (end.refused && end.refused.code === "held_gone") { // held for a day only: send them again
        letter.files.forEach((file) => delete file.held);
        end = judge(await carry(letter, shown, more));
      }
      return end;
    } catch (fault) {
      if (fault.back) return fault;
      console.warn("not sent now", fault);
      return { waiting: 0 };
    }
  };
  const settle = async (letter, end) => {
    if (end.done) { // whatever stops between the two: it would go out again and be the same case
      await remember({ ...end.done, key: letter.key });
      await drop(letter.key);
    } else if (end.refused || end.back) {
      const { again } = end.refused || {}; // the case is over: her words go on in the form of a new one
      await amend(letter, { queued: false, at: Date.now(), refused: end.refused, ...(again && { path: again }) });
    }
    return { ...end, letter };
  };

  /* `more`: what only a person who is there can say (attended, same) and look at */
  const send = (key, shown, more) => alone(key, {}, async () => {
    const found = await letter(key);
    return found ? settle(found, await attempt(found, shown, more)) : { gone: true };
  });
  /* everything that waits; returns how each one ended. A page leaves out what somebody else is sending; the worker waits
     its turn, and goes on where a page was closed in the middle. */
  const flush = async (how = { ifAvailable: true }) => {
    const ends = [];
    for (const { key } of (await letters()).filter((one) => one.queued)) {
      await alone(key, how, async (lock) => {
        const found = lock && await letter(key);
        if (found && found.queued) ends.push(await settle(found, await attempt(found)));
      });
    }
    return ends;
  };

  Object.assign(outbox, { send, flush });
})();
