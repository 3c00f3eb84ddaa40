/* Reports of the counter that wait on this phone for a signal. A report is stored with its key before it is first sent,
   and leaves only when the server has taken it or a person throws it away. Words are the page's. */
"use strict";

(() => {
  const panel = document.querySelector("[data-queue]");
  if (!panel) return;
  const { account } = panel.dataset;
  const { lang } = document.documentElement;
  const KEPT = "etalase-counter";
  const STORE = "reports";
  const LONGEST_WAIT = 600000;
  const LEASE = 90000;
  const part = (name, root = panel) => root.querySelector(`[data-${name}]`);
  const word = (name) => part("words").content.querySelector(`[data-${name}]`).textContent;
  const others = "BroadcastChannel" in window ? new BroadcastChannel("etalase-reports") : null;
  let token = panel.dataset.token;
  let sending = false;
  let again = false;
  let signedOut = false;

  /* The store: IndexedDB, or local storage where a browser refuses the former. One report an account, outlet and day,
     so a second press or tab finds the first. `add` says whether it was added. */
  const wanted = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

  async function inDatabase() {
    const opening = indexedDB.open("etalase", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "id" });
    const database = await wanted(opening);
    const act = (mode, what) => new Promise((done, failed) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = what(transaction.objectStore(STORE));
      transaction.oncomplete = () => done(request.result);
      transaction.onerror = transaction.onabort = () => failed(transaction.error || request.error);
    });
    return {
      all: () => act("readonly", (store) => store.getAll()),
      put: (entry) => act("readwrite", (store) => store.put(entry)),
      drop: (id) => act("readwrite", (store) => store.delete(id)),
      add: (entry) => act("readwrite", (store) => store.add(entry)).then(() => true, (error) => {
        if (error && error.name === "ConstraintError") return false;
        throw error;
      }),
    };
  }

  function inStorage() {
    const name = (id) => `report:${id}`;
    const read = (id) => JSON.parse(localStorage.getItem(name(id)));
    const put = async (entry) => localStorage.setItem(name(entry.id), JSON.stringify(entry));
    return {
      all: async () => Object.keys(localStorage).filter((key) => key.startsWith("report:")).map((key) => read(key.slice(7))),
      put,
      drop: async (id) => localStorage.removeItem(name(id)),
      add: async (entry) => !read(entry.id) && put(entry).then(() => true),
    };
  }

  const opened = inDatabase().catch(inStorage);

  /* One tab sends at a time: a lock of the browser, or a lease in the store where there is none. The key makes a second
     sending harmless; this only spares it. */
  async function alone(work) {
    if (navigator.locks) return navigator.locks.request("etalase-sending", work);
    if (Number(localStorage.getItem("etalase:lease")) > Date.now()) return undefined;
    localStorage.setItem("etalase:lease", String(Date.now() + LEASE));
    try { return await work(); } finally { localStorage.removeItem("etalase:lease"); }
  }

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const asText = (file) => new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done({ name: file.name, type: file.type, content: reader.result.split(",")[1] });
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(file);
  });
  const asFile = ({ name, type, content }) => new File([Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0))], name, { type });

  async function entryOf(form, submitter) {
    const fields = [];
    let photo = null;
    for (const [name, value] of new FormData(form)) {
      if (value instanceof File) { if (value.size) photo = await asText(value); } else if (!/^(csrf_token|key|account)$/.test(name)) fields.push([name, value]);
    }
    if (submitter && submitter.name) fields.push([submitter.name, submitter.value]);
    const value = (name) => (fields.find(([known]) => known === name) || [])[1] || "";
    const digits = (text) => Number(text.replace(/\D/g, "")) || 0;
    const pieces = fields.filter(([name]) => name.startsWith("quantity-")).reduce((sum, [, text]) => sum + digits(text), 0);
    return {
      id: `${account}:${value("outlet_id")}:${value("day")}`, key: newKey(), account, day: value("day"), nil: Boolean(value("nil")),
      pieces, fields, photo, madeAt: new Date().toISOString(), tries: 0, next: 0, refused: null,
    };
  }

  function filled(entry, opens) {
    const body = new FormData();
    entry.fields.forEach(([name, value]) => body.append(name, value));
    if (entry.photo) body.append("note_photo", asFile(entry.photo));
    const told = { key: entry.key, account: entry.account, made_at: entry.madeAt, sent_at: new Date().toISOString(), csrf_token: token, ...(opens && { opens: 1 }) };
    Object.entries(told).forEach(([name, value]) => body.append(name, value));
    return body;
  }

  async function ask(url, more, patience) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), patience);
    try {
      const answer = await fetch(url, { ...more, headers: { Accept: "application/json" }, signal: stop.signal, cache: "no-store" });
      if (!/json/.test(answer.headers.get("Content-Type"))) return null;
      return { status: answer.status, wait: Number(answer.headers.get("Retry-After")) * 1000, ...(await answer.json()) };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function renewToken() {
    const session = await ask(panel.dataset.session, {}, 15000);
    signedOut = Boolean(session) && (session.status !== 200 || session.account !== account);
    if (!session || signedOut) return false;
    token = session.csrf_token;
    return true;
  }

  /* Sends one report; `opens` says that its page is opened next, and thanks there. What the server took leaves the store, what it refuses stays with the reason, anything else waits. */
  async function send(entry, opens = false) {
    const store = await opened;
    let answer = null;
    if (token || (await renewToken())) {
      const patience = entry.photo ? 120000 : 30000;
      answer = await ask(panel.dataset.send, { method: "POST", body: filled(entry, opens) }, patience);
      if (answer && answer.code === "form_expired" && (await renewToken())) answer = await ask(panel.dataset.send, { method: "POST", body: filled(entry, opens) }, patience);
    }
    if (answer && answer.status === 201) {
      await store.drop(entry.id);
      return answer;
    }
    const code = answer && answer.code;
    if (code === "not_signed_in" || code === "other_account" || code === "form_expired") {
      signedOut = true;
      token = "";
    } else if (answer && answer.status < 500 && ![408, 425, 429].includes(answer.status) && code !== "request_in_progress") {
      entry.refused = answer.sentences && answer.sentences.length ? answer.sentences : [answer.detail];
    }
    entry.tries += 1;
    const pause = Math.min(LONGEST_WAIT, 5000 * 2 ** Math.min(entry.tries, 10)) * (0.5 + Math.random());
    entry.next = Date.now() + Math.max(pause, (answer && answer.wait) || 0);
    await store.put(entry);
    return answer;
  }

  const mine = async () => (await (await opened).all()).filter((entry) => entry.account === account);

  let timer;
  async function sendWaiting(force = false) {
    if (sending) {
      again = again || force;
      return;
    }
    sending = true;
    let sent = null;
    try {
      await alone(async () => {
        for (const entry of await mine()) {
          if (entry.refused || (!force && entry.next > Date.now())) continue;
          part("sending").hidden = false;
          const answer = await send(entry);
          if (answer && answer.status === 201) sent = answer;
          else if (signedOut || !answer) break;
        }
      });
    } finally {
      sending = false;
      part("sending").hidden = true;
    }
    if (sent) {
      const link = part("sent").querySelector("a");
      link.href = sent.url;
      link.textContent = sent.sentence;
      part("sent").hidden = false;
    }
    await draw();
    if (others) others.postMessage("changed");
    if (again) {
      again = false;
      await sendWaiting(true);
    }
  }

  async function plan() {
    clearTimeout(timer);
    const waiting = (await mine()).filter((entry) => !entry.refused);
    if (waiting.length && !signedOut) timer = setTimeout(() => sendWaiting(), Math.max(1000, Math.min(...waiting.map((entry) => entry.next)) - Date.now()));
  }

  /* What the page shows of the store. */
  const dayOf = (text) => new Intl.DateTimeFormat(lang, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${text}T00:00:00Z`));

  function counted(name, number) {
    const place = part(name);
    place.hidden = !number;
    place.textContent = (number === 1 ? place.dataset.one : place.dataset.many).replace("{n}", number);
  }

  function row(entry) {
    const item = part("entry").content.firstElementChild.cloneNode(true);
    part("day", item).textContent = dayOf(entry.day);
    part("what", item).textContent = entry.nil ? word("nil") : `${withDots(String(entry.pieces))} ${word("pieces")}`;
    if (!entry.refused) return item;
    part("why", item).hidden = part("mending", item).hidden = false;
    entry.refused.forEach((sentence) => {
      const why = document.createElement("p");
      why.className = "error";
      why.textContent = sentence;
      part("why", item).append(why);
    });
    part("mend", item).addEventListener("click", () => mend(entry));
    part("drop", item).dataset.id = entry.id;
    return item;
  }

  async function draw() {
    const all = await (await opened).all();
    const own = all.filter((entry) => entry.account === account).sort((one, two) => (one.day < two.day ? -1 : 1));
    const waiting = own.filter((entry) => !entry.refused);
    counted("waiting", waiting.length);
    counted("refused", own.length - waiting.length);
    part("sign-in").hidden = !(signedOut && waiting.length);
    part("others").hidden = all.length === own.length;
    part("now").hidden = !waiting.length || signedOut;
    part("entries").replaceChildren(...own.map(row));
    panel.hidden = !all.length && part("sent").hidden && part("twice").hidden;
    document.querySelectorAll("form[data-forget]").forEach((form) => {
      if (own.length) form.dataset.confirm = word("leave"); else delete form.dataset.confirm;
    });
    await plan();
  }

  /* A refused report is tried once more; if it is still refused the server shows the form with the faults in their places. */
  async function mend(entry) {
    const answer = await alone(() => send({ ...entry, refused: null }));
    if (!answer || answer.status === 201 || signedOut) {
      await sendWaiting();
      return;
    }
    const form = document.createElement("form");
    Object.assign(form, { method: "post", action: panel.dataset.send, enctype: "multipart/form-data", hidden: true });
    for (const [name, value] of filled(entry)) {
      const input = document.createElement("input");
      if (value instanceof File) {
        const carrier = new DataTransfer();
        carrier.items.add(value);
        Object.assign(input, { type: "file", name });
        input.files = carrier.files;
      } else Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }

  /* A report that is sent: stored first, then sent; a refusal is shown by the server where the form stands. */
  async function take(form, submitter) {
    const entry = await entryOf(form, submitter);
    const store = await opened;
    const before = (await store.all()).find((known) => known.id === entry.id);
    if (before && before.refused) await store.put(entry);
    else if (!(await store.add(entry))) {
      part("twice").hidden = false;
      await sendWaiting(true);
      show();
      return;
    }
    if (form.dataset.draft) localStorage.removeItem(`draft:${form.dataset.draft}`);
    if (others) others.postMessage("changed");
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    panel.hidden = part("sending").hidden = false;
    const answer = await alone(async () => ((await mine()).some((known) => known.key === entry.key) ? send(entry, true) : null));
    part("sending").hidden = true;
    if (answer && answer.status === 201) {
      location.assign(answer.url);
      return;
    }
    const stored = (await mine()).find((known) => known.key === entry.key);
    if (stored && stored.refused) {
      await store.drop(entry.id);
      ["key", "csrf_token"].forEach((name) => { if (form.elements[name]) form.elements[name].value = name === "key" ? entry.key : token; });
      if (submitter && submitter.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
      form.submit();
      return;
    }
    form.reset();
    form.querySelectorAll("[data-dots]").forEach(writeDots);
    form.dispatchEvent(new Event("input", { bubbles: true }));
    setTimeout(() => {
      localStorage.removeItem(`draft:${form.dataset.draft}`);
      form.querySelectorAll(".saved").forEach((place) => { place.textContent = ""; });
    }, 1000);
    show();
  }

  function show() {
    document.querySelectorAll("form[data-queued]").forEach((form) => { delete form.dataset.sent; form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled")); });
    draw();
    document.getElementById("queue-title").focus();
  }

  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented) return;
    if (form.matches("[data-drop]")) {
      event.preventDefault();
      opened.then((store) => store.drop(form.dataset.id)).then(() => { if (others) others.postMessage("changed"); draw(); });
    } else if (form.matches("[data-queued]") && !(submitter && submitter.name === "find_sales")) {
      event.preventDefault();
      take(form, submitter).catch(() => form.submit());
    }
  });

  /* Days as this phone counts them from the last time it heard the server's clock. */
  const days = document.querySelector("[data-days]");
  if (days) {
    const skew = Number(localStorage.getItem("etalase:skew")) || 0;
    const iso = new Intl.DateTimeFormat("en-CA", { timeZone: days.dataset.zone, year: "numeric", month: "2-digit", day: "2-digit" });
    const words = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
    days.replaceChildren(...[...Array(7).keys()].map((back) => {
      const day = iso.format(new Date(Date.now() + skew - back * 86400000));
      const named = [days.dataset.today, days.dataset.yesterday][back];
      const text = words.format(new Date(`${day}T00:00:00Z`));
      return new Option(named ? `${named}, ${text}` : text, day);
    }));
  }

  /* The page to show without a signal, with the files it needs. Fetched again only when it changed. */
  async function remember() {
    const { page, mark, worker } = panel.dataset;
    if (!page || !token || !("caches" in window) || !navigator.serviceWorker) return;
    await navigator.serviceWorker.register(worker, { scope: "/penjualan" });
    if (localStorage.getItem("etalase:kept") === mark && (await caches.has(KEPT))) return;
    const answer = await fetch(page);
    if (!answer.ok || answer.redirected) return;
    const text = new DOMParser().parseFromString(await answer.clone().text(), "text/html");
    const clock = text.querySelector("[data-now]");
    if (clock) localStorage.setItem("etalase:skew", String(Date.parse(clock.dataset.now) - Date.now()));
    const files = [...text.querySelectorAll("link[href], script[src], img[src], use[href]")].map((one) => (one.getAttribute("href") || one.getAttribute("src")).split("#")[0]);
    await caches.delete(KEPT);
    const cache = await caches.open(KEPT);
    await cache.addAll([...new Set(files)]);
    await cache.put("/penjualan", answer);
    localStorage.setItem("etalase:kept", mark);
  }

  part("now").querySelector("button").addEventListener("click", () => sendWaiting(true));
  if (others) others.addEventListener("message", () => draw());
  window.addEventListener("online", () => sendWaiting(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendWaiting(); });
  draw().then(() => sendWaiting(true));
  remember().catch(() => { /* Without a kept page the counter still works with a signal. */ });
})();
