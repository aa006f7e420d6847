/* The worker of 滨安码. Pages: network first. Hashed static files: cache first. Personal pages and everything that is
   not a GET never touch a cache. A new version of any file changes VERSION, and the old cache goes. */
const VERSION = "binan-{{ version }}";
const SHELL = {{ shell|safe }};
const PUBLIC_PAGE = /^\/(q\/[^/]+\/(file\/)?)?$/;
const HASHED = /^\/static\/.+\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
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
    const known = PUBLIC_PAGE.test(path) && await caches.match(request, { ignoreVary: true });
    return known || caches.match("/offline/", { ignoreVary: true });
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event.request, url.pathname));
  else if (HASHED.test(url.pathname)) {
    event.respondWith(caches.match(event.request).then((hit) => hit || fetch(event.request).then((r) => keepCopy(event.request, r))));
  }
});
