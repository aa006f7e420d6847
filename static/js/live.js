/* The live board, the notice on a case's page that somebody else went on, and on every other page the line of the alarm and the bell. One socket; no message is needed to be right:
   rows are fetched on every open, and again when a heartbeat's digest differs from ours. Without this script the page is
   complete HTML with a link to refresh. A board shows what its sieve lets through (complaints/sieve.py), and always the 特急
   that nobody has claimed. Sends "case:new" for a row that was not here, "case:ring" for one that calls somebody,
   "board:changed" after each change, "live:missed" where no rows are shown and the heartbeat's digest is another one, "live:row" for each row that the socket brought, "live:open" and "live:word" for who
   else speaks over it (looking.js). */
(() => {
  "use strict";
  const $ = (selector, scope) => (scope || document).querySelector(selector);
  const $$ = (selector, scope) => [...(scope || document).querySelectorAll(selector)];
  const QUIET = 45000, LATE = 25000, CONNECTING = 15000, LONGEST = 15000; // ms
  const live = $("#board[data-socket]") || $("#case[data-socket]") || $("#wire"); // one line for whatever the page shows
  if (!live) return;
  const board = live.id === "board" ? live : null, shown = live.id === "case" ? () => $("#case") : null;
  const lamp = $("#lamp"), age = $("#age"), more = $("#more"), none = $("#none");
  lamp.parentElement.hidden = false;
  const path = live.dataset.socket;
  let sum, socket, timer, tries = 0, heard = Date.now(), opened = false, during = null, fetching = null, clock = null;

  const parse = (html) => { const t = document.createElement("template"); t.innerHTML = html; return [...t.content.children]; };
  const two = (n) => String(n).padStart(2, "0");
  const show = (state, words) => { lamp.dataset.lamp = state; if (lamp.textContent !== words) lamp.textContent = words; };
  const hour = (at) => two(at.getHours()) + ":" + two(at.getMinutes());
  const LIVE = board || shown ? "实时在线" : $("#alarm") ? "警报在线" : "消息在线"; // a list beside it is as old as the page
  const lost = () => show("off", "连接中断，正在重连…" + (board || shown ? "（下面是 " + hour(new Date(heard)) + " 的内容）" : ""));
  /* how long ago the server last spoke, whenever that is not just now; ticks beside the lamp, where no screen reader reads it out */
  const tick = () => {
    const quiet = Math.floor((Date.now() - heard) / 1000);
    if (lamp.dataset.lamp === "live" && quiet * 1000 > LATE) show("stale", "等待消息");
    const words = lamp.dataset.lamp === "live" ? "" : quiet < 60 ? quiet + " 秒前" : quiet < 3600 ? Math.floor(quiet / 60) + " 分钟前" : Math.floor(quiet / 3600) + " 小时前";
    if (age.textContent !== words) age.textContent = words;
  };
  const login = () => location.assign("/login/?next=" + encodeURIComponent(location.pathname + location.search));

  /* the server's clock in seconds, and every countdown at once after rows came */
  const draw = () => { if (clock) window.binanClock.set(clock.seconds + (Date.now() - clock.at) / 1000); };
  const sync = (seconds) => { clock = { seconds: Number(seconds), at: Date.now() }; };

  /* the sieve: each clause has one of the row's marks; "late" is read off the clock */
  const wants = board ? board.dataset.wants.split(" ").filter(Boolean).map((clause) => clause.split("|")) : [];
  const loud = (row) => row.dataset.lane === "0" && row.dataset.stage === "ACCEPTED";
  const sifts = (row) => {
    const marks = row.dataset.marks.split(" ");
    const has = (mark) => mark === "late" ? Number(row.dataset.due) <= window.binanClock.now() : mark[0] === "!" ? !marks.includes(mark.slice(1)) : marks.includes(mark);
    return wants.every((clause) => clause.some(has));
  };

  /* rows */
  const lane = (row) => row.dataset.lane === "0" ? "burning" : row.dataset.stage === "ACCEPTED" ? "waiting" : row.dataset.handler === board.dataset.me ? "mine" : "others";
  const rung = (row) => document.dispatchEvent(new CustomEvent("case:ring", { detail: row }));
  const place = (row, quiet) => {
    const old = document.getElementById(row.id);
    if (old && Number(old.dataset.entry) > Number(row.dataset.entry)) return;
    const focus = old && old.contains(document.activeElement);
    if (old) old.remove();
    if (row.dataset.ring) rung(row); // a call reaches her through any filter
    if ("gone" in row.dataset || row.dataset.lane === "9" || !(sifts(row) || loud(row))) return;
    const list = $("[data-lane-name=" + lane(row) + "] .lane-rows", board);
    list.insertBefore(row, [...list.children].find((other) => other.dataset.order > row.dataset.order) || null);
    if (focus) $("a", row).focus({ preventScroll: true });
    if (old || quiet) return;
    row.dataset.fresh = "";
    document.dispatchEvent(new CustomEvent("case:new", { detail: row }));
  };
  const tally = () => {
    $$(".lane", board).forEach((section) => {
      const n = $$(".case", section).length;
      $(".lane-count", section).textContent = n;
      $(".empty", section).hidden = n > 0;
      if (none || section.dataset.laneName === "burning") section.hidden = n === 0;
    });
    if (none) none.hidden = $(".case", board) !== null;
    draw();
    document.dispatchEvent(new CustomEvent("board:changed"));
  };
  const put = (html) => {
    const parts = parse(html);
    parts.filter((part) => part.matches("article[data-code]")).forEach((row) => place(row)); // a refusal brings a toast beside
    tally();
    return parts;
  };

  /* the same digest as complaints.selectors.fingerprint: CRC-32 of "code:entry" of the first page, sorted by code */
  const digest = () => {
    const rows = $$(".case", board).sort((a, b) => (a.dataset.order < b.dataset.order ? -1 : 1));
    const first = (test) => rows.filter(test).slice(0, Number(board.dataset.size));
    const counted = new Set(first(sifts).concat(wants.length ? first(loud) : []));
    let crc = -1;
    for (const char of [...counted].map((row) => row.dataset.code + ":" + row.dataset.entry).sort().join(" ")) {
      crc ^= char.charCodeAt(0);
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    return (~crc >>> 0).toString(16).padStart(8, "0");
  };

  const get = async (url) => {
    const response = await fetch(url);
    if (response.redirected) login();
    if (response.redirected || !response.ok) throw new Error(response.status);
    return response.text();
  };
  const page = (rows, quiet) => {
    sync(rows.dataset.now);
    [...rows.children].forEach((row) => place(row, quiet));
    more.hidden = !rows.dataset.next;
    $("a", more).dataset.next = rows.dataset.next;
  };
  const load = async () => {
    during = []; // what arrives while we ask is newer than the answer
    const rows = parse(await get(board.dataset.rows)).find((part) => part.id === "rows");
    const here = new Set([...rows.children].map((row) => row.id));
    $$(".case", board).forEach((row) => here.has(row.id) || row.remove());
    page(rows);
    during.forEach((html) => parse(html).filter((part) => part.matches("article[data-code]")).forEach((row) => place(row)));
    tally();
  };
  const snapshot = () => fetching || (fetching = load().finally(() => { fetching = during = null; }));
  const newer = (entry) => { if (Number(entry) > Number(shown().dataset.entry)) $("#newer").hidden = false; };
  const refetch = async () => {
    if (board) await snapshot();
    else if (shown && opened) newer(new DOMParser().parseFromString(await get(live.dataset.page), "text/html").getElementById("case").dataset.entry);
    return Boolean(board || (shown && opened)); // whether the server was asked
  };

  /* the socket */
  const hear = (html) => {
    heard = Date.now();
    if (lamp.dataset.lamp === "stale" && opened) show("live", LIVE);
    const parts = parse(html);
    const beat = parts.find((part) => "heartbeat" in part.dataset);
    if (beat) {
      sync(Number(beat.dataset.now) / 1000 - 0.5);
      draw();
      if (board && beat.dataset.sum !== digest()) snapshot().catch(() => socket.close());
      if (!board && sum !== beat.dataset.sum) document.dispatchEvent(new CustomEvent("live:missed"));
      sum = beat.dataset.sum;
    } else if (board) {
      if (during) during.push(html);
      put(html);
    } else {
      if (shown) parts.filter((part) => part.dataset.code === shown().dataset.case).forEach((part) => newer(part.dataset.entry));
      parts.filter((part) => part.dataset.ring).forEach(rung); // of whatever case: she is called, not the page
    }
    parts.forEach((part) => document.dispatchEvent(new CustomEvent(part.matches(".case") ? "live:row" : "live:word", { detail: part })));
  };
  const connect = () => {
    clearTimeout(timer);
    if (socket) { socket.onclose = null; socket.close(); }
    const mine = socket = new WebSocket(location.origin.replace(/^http/, "ws") + path);
    mine.since = Date.now();
    mine.onmessage = (event) => hear(event.data);
    mine.onopen = () => {
      document.dispatchEvent(new CustomEvent("live:open", { detail: mine }));
      refetch().then(() => { tries = 0; opened = true; heard = mine.since = Date.now(); show("live", LIVE); tick(); }, () => mine.close());
    };
    mine.onclose = (event) => {
      if (event.code === 4401) return login();
      lost();
      refetch().then((asked) => { if (asked) heard = Date.now(); lost(); }, lost); // no socket: is the login still good, and what is new?
      timer = setTimeout(connect, Math.min(500 * 2 ** tries++, LONGEST) * (0.7 + Math.random() * 0.6));
    };
  };
  setInterval(() => {
    const quiet = Date.now() - (socket.readyState === 0 ? socket.since : Math.max(heard, socket.since));
    if (socket.readyState === 0 ? quiet > CONNECTING : socket.readyState === 1 && quiet > QUIET) { lost(); connect(); }
  }, 5000);
  setInterval(tick, 1000);
  const wake = () => { if (!document.hidden && (socket.readyState > 1 || Date.now() - heard > QUIET / 2)) { tries = 0; connect(); } };
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  if (board) more.addEventListener("click", async (event) => {
    event.preventDefault();
    const url = new URL(board.dataset.rows, location.href);
    url.searchParams.set("cursor", $("a", more).dataset.next);
    page(parse(await get(url)).find((part) => part.id === "rows"), true);
    tally();
  });
  if (board) { window.binanBoard = { put, login }; tally(); }
  connect();
})();
