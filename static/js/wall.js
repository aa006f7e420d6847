/* The wall keeps itself: the board's socket says that something happened, then one page part is fetched for all of it, at
   most every two seconds, and twice a minute anyway. What is old is dimmed and says how old it is. */
(() => {
  "use strict";
  const SOON = 2000, ANYWAY = 30000, OLD = 40000, AGAIN = 5000; // ms
  const lamp = document.getElementById("lamp"), age = document.getElementById("age");
  let heard = Date.now(), timer, due = Infinity, refresh = null;

  const show = (state, words) => { lamp.dataset.lamp = state; if (lamp.textContent !== words) lamp.textContent = words; };
  const get = async () => {
    const answer = await fetch(location.pathname, { headers: { "X-Part": "wall" } });
    if (answer.redirected) return location.assign("/login/?next=" + encodeURIComponent(location.pathname));
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("wall");
    document.getElementById("wall").replaceWith(fresh);
    window.binanClock.set(fresh.dataset.now);
    heard = Date.now();
    show("live", "实时在线");
  };
  const ask = (after) => {
    const at = Date.now() + after;
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(() => {
      due = Infinity;
      refresh = refresh || get().catch(() => show("off", "连接中断，正在重连…")).finally(() => { refresh = null; ask(ANYWAY); });
    }, after);
  };
  const listen = () => {
    const socket = new WebSocket(location.origin.replace(/^http/, "ws") + "/ws/desk/");
    socket.onopen = () => ask(0);
    socket.onmessage = ({ data }) => { if (!data.includes("data-heartbeat")) ask(SOON); };
    socket.onclose = () => setTimeout(listen, AGAIN * (0.7 + Math.random() * 0.6));
  };
  setInterval(() => {
    const quiet = Math.floor((Date.now() - heard) / 1000), old = quiet * 1000 > OLD;
    if (old && lamp.dataset.lamp === "live") show("stale", "等待消息");
    document.getElementById("wall").toggleAttribute("data-old", old);
    age.textContent = lamp.dataset.lamp === "live" ? "" : quiet < 60 ? quiet + " 秒前" : Math.floor(quiet / 60) + " 分钟前";
  }, 1000);
  addEventListener("online", () => ask(0));
  listen();
  ask(0);
})();
