/* Moving a session in the calendar, by mouse or by keyboard: sends the form of 改约 and nothing more. What is refused goes back
   to where it was, with the sentence. Without this script a session is moved on its own page. */
(() => {
  "use strict";
  const table = document.querySelector(".calendar"), form = document.getElementById("moving");
  const said = document.getElementById("moving-said");
  if (!table || !form || !said) return;
  const say = (words, tone) => { said.textContent = words; said.dataset.tone = tone || "info"; said.hidden = !words; };
  const cellOf = (node) => node.closest("td[data-day]");
  const mark = (cell) => {
    for (const old of table.querySelectorAll("[data-over]")) delete old.dataset.over;
    if (cell) cell.dataset.over = "";
  };
  const name = (cell) => cell.closest("tr").querySelector("th").firstChild.textContent + " " + cell.dataset.head;
  const clock = (own, cell) => cell.dataset.time ? cell.dataset.time.slice(0, 2) + own.dataset.at.slice(2) : own.dataset.at;

  async function send(own, cell) {
    const row = cell.closest("tr").dataset, values = {
      how: "room", room: row.room || own.dataset.room, mediator: row.mediator || own.dataset.mediator,
      day: cell.dataset.day, starts_at: clock(own, cell), minutes: own.dataset.minutes,
      client_key: crypto.randomUUID ? crypto.randomUUID() : "",
    };
    for (const [field, value] of Object.entries(values)) form.elements[field].value = value;
    const answer = await fetch("/mediation/" + own.dataset.code + "/rebook/", {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
    });
    if (answer.ok) return "";
    const told = await answer.json().catch(() => ({}));
    return (told.error && told.error.sentence) || "没有改成，请刷新页面再试。";
  }

  async function move(own, cell) {
    const from = cellOf(own), before = own.nextSibling;
    mark(null);
    if (cell === from) return;
    if (!window.confirm("把 " + own.dataset.code + " 改到 " + name(cell) + " " + clock(own, cell) + " 吗？各方会收到通知。")) return;
    cell.append(own);
    own.setAttribute("aria-busy", "true");
    const refused = await send(own, cell).catch(() => "网络不通，没有改成，请再试一次。");
    own.removeAttribute("aria-busy");
    if (!refused) return location.reload(); // the page says that it is done, and shows what has changed besides
    from.insertBefore(own, before);
    own.focus();
    say(own.dataset.code + " 没有改成，还在原来的时间。" + refused, "danger");
  }

  let dragged = null;
  table.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[draggable]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.code);
  });
  table.addEventListener("dragover", (event) => {
    if (!dragged || !cellOf(event.target)) return;
    event.preventDefault();
    mark(cellOf(event.target));
  });
  table.addEventListener("dragend", () => { dragged = null; mark(null); });
  table.addEventListener("drop", (event) => {
    const cell = cellOf(event.target);
    if (!cell || !dragged) return;
    event.preventDefault();
    move(dragged, cell);
  });

  // By keyboard: space takes it up, arrows choose the cell, space or Enter puts it down, Escape leaves it where it was.
  let held = null, over = null;
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
  const put = () => { if (held) delete held.dataset.held; const own = held; held = null; return own; };
  function step([down, right]) {
    const row = table.tBodies[0].rows[over.parentElement.sectionRowIndex + down];
    const cell = row && row.cells[over.cellIndex + right];
    if (!cell || !cell.dataset.day) return;
    over = cell;
    mark(cell);
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    say("放到 " + name(cell) + "，按空格放下。");
  }
  table.addEventListener("keydown", (event) => {
    const own = event.target.closest(".sitting[draggable]");
    if (!own) return;
    const takes = event.key === " ";
    if (!held && !takes) return;
    if (held && !takes && event.key !== "Enter" && event.key !== "Escape" && !STEPS[event.key]) return;
    event.preventDefault();
    if (!held) {
      held = own;
      held.dataset.held = "";
      over = cellOf(own);
      say("拿起了 " + own.dataset.code + "。方向键换格子，空格放下，Esc 放弃。");
    } else if (STEPS[event.key]) step(STEPS[event.key]);
    else if (event.key === "Escape") { put(); mark(null); say("没有改，还在原来的时间。"); }
    else { say(""); move(put(), over); }
  });
  table.addEventListener("focusout", () => { if (held && !held.hasAttribute("aria-busy")) { put(); mark(null); say(""); } });
})();
