{% load static %}/* Reminders: show what came, tell the server that it was shown and that it was tapped, keep the address up to date.
   The message is readable for this browser alone; a locked screen shows its two lines, so they name nothing but a number. */
const report = (path, data) => {
  const send = () => fetch(path, { method: "POST", body: new URLSearchParams(data), credentials: "omit" }).then((response) => {
    if (response.status >= 500) throw new Error("later");
  });
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  return send().catch(() => wait(2000).then(send)).catch(() => wait(8000).then(send)).catch(() => undefined);
};

const shown = async (told) => {
  const tag = told.tag || "binan";
  const before = await self.registration.getNotifications({ tag });
  const again = before.some((one) => one.data && one.data.ack === told.ack);
  await self.registration.showNotification(told.title || "滨安码", {
    body: told.body || "您的诉求有新进展，点开看看。",
    tag,
    renotify: !again && !told.silent,
    silent: !!told.silent || again,
    lang: "zh-CN",
    icon: "{% static 'icons/icon-192.png' %}",
    badge: "{% static 'icons/icon-96.png' %}",
    data: { path: told.path || "/", ack: told.ack || "" },
  });
  if (told.ack) await report("/push/ack/", { ack: told.ack });
};

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data.json(); } catch (fault) { console.warn("push", fault); }
  event.waitUntil(shown(told));
});

const openPage = async (path) => {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return undefined;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((one) => new URL(one.url).pathname === url.pathname);
  return open ? open.focus() : self.clients.openWindow(url.href);
};

self.addEventListener("notificationclick", (event) => {
  const { path, ack } = event.notification.data || {};
  event.notification.close();
  event.waitUntil(Promise.all([openPage(path || "/"), ack ? report("/push/ack/", { ack, opened: "1" }) : undefined]));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const old = event.oldSubscription;
  if (!old) return; // some engines do not say which; the next visit of the page shows it as off, and SMS goes on
  const fresh = event.newSubscription
    || self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: old.options.applicationServerKey });
  event.waitUntil(Promise.resolve(fresh).then((one) => {
    const { endpoint, keys } = one.toJSON();
    return report("/push/renew/", { old: old.endpoint, endpoint, p256dh: keys.p256dh, auth: keys.auth });
  }));
});
