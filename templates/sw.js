/* The worker of 滨安码. Pages: network first. Hashed static files: cache first. Personal pages and everything that is
   not a GET never touch a cache. A new version of any file changes VERSION; it waits until the person takes it, and then
   the old cache goes. What the person wrote lies in IndexedDB, which no version touches. */
importScripts("{{ outbox }}", "{{ carry }}");
const VERSION = "binan-{{ version }}";
const SHELL = {{ shell|safe }};
const DESK = "binan-desk"; // an empty board and an empty session, put there by the tablets of staff (keep.js)
const SESSION = /^\/mediation\/[^/]+\/session\/$/;
const PUBLIC_PAGE = /^\/(mine\/|q\/[^/]+\/(file\/)?)?$/;
const HASHED = /^\/static\/.+\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(SHELL)));
});

self.addEventListener("message", (event) => {
  if (event.data === "update") self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== VERSION && name !== DESK).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

/* letters that were waiting when the page was closed; a fault asks the browser to try again later */
self.addEventListener("sync", (event) => {
  if (event.tag !== "letters") return;
  event.waitUntil((async () => {
    const ends = await self.binanOutbox.flush({});
    const told = ends.map(({ done, refused, waiting, letter }) => ({ done, refused, waiting, letter: { key: letter.key, path: letter.path } }));
    (await self.clients.matchAll({ includeUncontrolled: true })).forEach((client) => client.postMessage(told));
    if (ends.some((end) => "waiting" in end)) throw new Error("still waiting");
  })());
});

const keepCopy = (request, response) => {
  if (response.ok && !response.redirected) {
    const copy = response.clone();
    caches.open(VERSION).then((cache) => cache.put(request, copy));
  }
  return response;
};

const page = async (request, path) => {
  try {
    const response = await fetch(request);
    return PUBLIC_PAGE.test(path) ? keepCopy(request, response) : response;
  } catch (fault) {
    const known = PUBLIC_PAGE.test(path) && (await caches.match(request, { ignoreVary: true }) || await caches.match(request, { ignoreVary: true, ignoreSearch: true }));
    const empty = path.startsWith("/desk/") ? "/desk/offline/" : SESSION.test(path) && "/mediation/offline/";
    const desk = empty && await caches.match(empty, { ignoreVary: true });
    return known || desk || caches.match("/offline/", { ignoreVary: true });
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url.pathname));
  else if (HASHED.test(url.pathname)) {
    event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((hit) => hit || fetch(event.request).then((r) => keepCopy(event.request, r))));
  }
});

{% include "sw_push.js" %}
