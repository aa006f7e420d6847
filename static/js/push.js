/* Reminders on this phone, on the page of a case. Loaded by case.js where the browser can; asks for nothing without a tap.
   One browser has one subscription for all its cases, so which of them it follows is the server's to say. */
(() => {
  "use strict";
  const line = document.querySelector("[data-push]");
  const box = line.querySelector("input[type=checkbox]");
  const words = line.querySelector("[role=status]");
  const token = line.querySelector("[name=csrfmiddlewaretoken]").value;

  const say = (state, sentence) => {
    box.checked = state === "on";
    box.disabled = state === "blocked";
    words.textContent = sentence || line.dataset[state] || "";
    words.hidden = !words.textContent;
    line.hidden = false;
  };
  const post = async (verb, data) => {
    const headers = { "X-CSRFToken": token, "Accept": "application/json" };
    const response = await fetch(line.dataset.base + verb + "/", { method: "POST", headers, body: new URLSearchParams(data) });
    const answer = await response.json();
    return response.ok ? { state: answer.on ? "on" : "off" } : { state: "failed", sentence: answer.error.sentence };
  };
  const own = () => Uint8Array.from(atob(line.dataset.key.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const isOwn = (subscription) => {
    const used = subscription.options && subscription.options.applicationServerKey;
    return !used || own().every((byte, n) => byte === new Uint8Array(used)[n]);
  };
  const soon = (promise) => Promise.race([promise, new Promise((_, fail) => setTimeout(() => fail(new Error("too slow")), 20000))]);

  const turnOn = async () => {
    const answer = await Notification.requestPermission();
    if (answer !== "granted") return { state: answer === "denied" ? "blocked" : "off" };
    const manager = (await soon(navigator.serviceWorker.ready)).pushManager;
    let found = await manager.getSubscription();
    if (found && !isOwn(found)) {
      await found.unsubscribe();
      found = null;
    }
    found = found || await soon(manager.subscribe({ userVisibleOnly: true, applicationServerKey: own() }));
    const { endpoint, keys } = found.toJSON();
    return post("subscribe", { endpoint, p256dh: keys.p256dh, auth: keys.auth });
  };
  const look = async (verb) => {
    const worker = await navigator.serviceWorker.getRegistration();
    const found = worker && await worker.pushManager.getSubscription();
    return found ? post(verb, { endpoint: found.endpoint }) : { state: "off" };
  };

  const run = async (step) => {
    try {
      const { state, sentence } = await step();
      say(state, sentence);
    } catch (fault) {
      console.warn("reminders", fault);
      say("failed");
    }
  };
  box.addEventListener("change", () => {
    box.disabled = true;
    run(box.checked ? turnOn : () => look("unsubscribe"));
  });
  if (Notification.permission === "denied") say("blocked");
  else if (Notification.permission === "granted") run(() => look("state"));
  else say("off");
})();
