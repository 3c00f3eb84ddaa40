/* The count sheet: numbers and their key stay on this device until the server has them; no signal only delays them. */
"use strict";

(() => {
  const counted = document.querySelector("[data-counted]");
  if (counted) localStorage.removeItem(`count:${counted.dataset.counted}`);
  const form = document.querySelector("form[data-count]");
  if (!form) return;

  const place = `count:${form.dataset.count}`;
  const status = form.querySelector("[data-status]");
  const total = form.querySelector("[data-total]");
  const fields = [...form.elements].filter((field) => /^(counted|more)_/.test(field.name));
  const sheet = fields.filter((field) => field.name.startsWith("counted_"));

  let kept;
  try { kept = JSON.parse(localStorage.getItem(place)); } catch { kept = null; }
  kept = { key: "", values: {}, typed: {}, ...kept };
  kept.key ||= form.elements.key.value || Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const keep = () => localStorage.setItem(place, JSON.stringify(kept));
  const progress = () => {
    if (sheet.length) total.textContent = `${sheet.filter((field) => field.value.trim()).length}/${sheet.length} ${form.dataset.progress}`;
  };
  const say = (words) => { status.textContent = words; };

  if (!("refused" in form.dataset)) {
    fields.forEach((field) => { if (field.name in kept.values) field.value = kept.values[field.name]; });
  }
  form.elements.key.value = kept.key;
  keep();
  progress();

  form.addEventListener("input", (event) => {
    kept.values[event.target.name] = event.target.value;
    kept.typed[event.target.name] = Date.now();
    keep();
    progress();
    const clock = new Date();
    say(`${form.dataset.kept} ${String(clock.getHours()).padStart(2, "0")}.${String(clock.getMinutes()).padStart(2, "0")}`);
  });

  let waiting;
  const retry = () => { if (waiting) form.requestSubmit(); };
  window.addEventListener("online", retry);

  /* A HEAD request tells whether there is a signal, since navigator.onLine lies; only then the form leaves this page. */
  form.addEventListener("submit", (event) => {
    if (form.dataset.reached) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    clearTimeout(waiting);
    waiting = 0;
    fetch(form.dataset.ping, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(8000) }).then(() => {
      const now = Date.now();
      form.elements.ages.value = Object.entries(kept.typed)
        .map(([name, at]) => `${name}:${Math.max(0, Math.round((now - at) / 1000))}`).join(",");
      form.dataset.reached = "yes";
      form.requestSubmit();
      setTimeout(() => { delete form.dataset.reached; }, 10000);
    }).catch(() => {
      say(form.dataset.offline);
      waiting = setTimeout(retry, 20000);
    });
  }, true);
})();
