/* The counter without a signal: shows the page this phone keeps when the network does not answer. It holds nothing but
   what the page itself put there (see counter-queue.js) and never sends a report. */
"use strict";

const KEPT = "etalase-counter";
const COUNTER = "/penjualan";
const PATIENCE = 7000;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => { if (event.data === "forget") event.waitUntil(caches.delete(KEPT)); });

const kept = async (key) => (await caches.has(KEPT)) && (await caches.open(KEPT)).match(key, { ignoreSearch: key === COUNTER, ignoreVary: true });

/* The network first. A network that says it is there and does not answer counts as none after some seconds. */
async function counter(request) {
  const asked = fetch(request);
  const late = new Promise((done) => { setTimeout(done, PATIENCE); });
  let answer;
  try { answer = await Promise.race([asked, late]); } catch { /* no network */ }
  if (answer && answer.status < 500) return answer;
  return (await kept(COUNTER)) || asked;
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname === COUNTER) event.respondWith(counter(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(kept(request.url).then((file) => file || fetch(request)));
});
