/* The switch is off: this worker takes the place of whatever worker a phone still has, removes its caches and itself.
   What the person wrote lies in IndexedDB and stays; the pages send it. */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.map((name) => caches.delete(name))))
    .then(() => self.registration.unregister()));
});
