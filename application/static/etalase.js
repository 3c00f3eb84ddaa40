/* Small conveniences. Everything works without them; no words stand here, they come from the page. */
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/* Dots between thousands while typing; the server reads `1.250.000`. */
function withDots(text) {
  const digits = text.replace(/\D/g, "");
  return digits.replace(/\B(?=(\d{3})+$)/g, ".");
}

function writeDots(input) {
  const digitsAfter = input.value.slice(input.selectionStart).replace(/\D/g, "").length;
  input.value = withDots(input.value);
  let at = input.value.length;
  for (let left = digitsAfter; left > 0 && at > 0; at -= 1) if (/\d/.test(input.value[at - 1])) left -= 1;
  if (document.activeElement === input) input.setSelectionRange(at, at);
}

/* Whoever types or pastes a mark of their own is left alone: the server reads it or says what is wrong with it. */
all("[data-dots]").forEach((input) => {
  let own = !/^\d*$/.test(input.value);
  if (!own) writeDots(input);
  input.addEventListener("input", (event) => {
    const { inputType = "insertFrom", data } = event;
    if (input.value === "") own = false;
    else if (/[^\d.]/.test(input.value) || /\D$/.test(data || "")) own = true;
    else if (inputType.startsWith("insertFrom") && /\D/.test(input.value)) own = true;
    if (!own) writeDots(input);
  });
});

/* Ask before a form with data-confirm is sent; data-confirm-word must be typed. */
function ask(form, submitter) {
  const dialog = document.getElementById("confirm").content.firstElementChild.cloneNode(true);
  const word = form.dataset.confirmWord;
  const typed = dialog.querySelector("input");
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("h2").textContent = form.dataset.confirm;
  if (word) {
    dialog.querySelector("p").hidden = false;
    dialog.querySelector("b").textContent = word;
    yes.disabled = true;
    typed.addEventListener("input", () => { yes.disabled = typed.value.trim() !== word; });
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue !== "yes") return;
    form.dataset.agreed = "yes";
    form.requestSubmit(submitter && submitter.form === form ? submitter : undefined);
  });
  document.body.append(dialog);
  dialog.showModal();
}

/* A second press does not send a second time; the button comes back with the page. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.confirm && !form.dataset.agreed) {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  delete form.dataset.agreed;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  keepKey(form);
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  setTimeout(() => letSendAgain(form), 10000);
  if (!("queued" in form.dataset)) forgetDraft(form);
  if ("forget" in form.dataset) forget();
});

/* Whoever goes back finds the page made anew, with another key in its forms. The key a form was sent under stays with
   its place in the history of the tab, so that the server knows again what it has had (accounts/sent_once.py). */
const placeOfKey = (form) => `once:${form.getAttribute("action") || location.pathname}`;

function keepKey(form) {
  const key = form.querySelector("[name=once_key]");
  if (key) history.replaceState({ ...history.state, [placeOfKey(form)]: key.value }, "");
}
all("[name=once_key]").forEach((key) => {
  const sent = history.state && history.state[placeOfKey(key.form)];
  if (sent) key.value = sent;
});

/* Whoever signs out, or is not signed in, leaves no draft and no page of the counter on this device. Reports that were
   not sent yet stay for the account that made them. */
function forget() {
  Object.keys(localStorage).filter((key) => /^(draft:|etalase:)/.test(key)).forEach((key) => localStorage.removeItem(key));
  if ("caches" in window) caches.delete("etalase-counter");
  if (navigator.serviceWorker) navigator.serviceWorker.getRegistration("/penjualan").then((found) => found && found.active && found.active.postMessage("forget"), () => {});
}
if ("nobody" in document.body.dataset && localStorage.getItem("etalase:kept")) forget();

function letSendAgain(form) {
  delete form.dataset.sent;
  all("button[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
}
window.addEventListener("pageshow", () => all("form[data-sent]").forEach(letSendAgain));

/* Drafts of long forms stay on this device until they are sent. Passwords, files and hidden fields are never kept. */
const draftKey = (form) => `draft:${form.dataset.draft}`;
const kept = (form) => [...form.elements].filter((field) => field.name && !/^(hidden|password|file|submit|button)$/.test(field.type));

function forgetDraft(form) {
  if (form.dataset.draft) localStorage.removeItem(draftKey(form));
}

function keepDraft(form) {
  const values = kept(form).filter((field) => !/^(checkbox|radio)$/.test(field.type) || field.checked);
  localStorage.setItem(draftKey(form), JSON.stringify(values.map((field) => [field.name, field.value])));
  const clock = new Date();
  const time = `${String(clock.getHours()).padStart(2, "0")}.${String(clock.getMinutes()).padStart(2, "0")}`;
  all(".saved", form).forEach((place) => { place.textContent = `${form.dataset.saved} ${time}`; });
}

function bringBackDraft(form) {
  let draft;
  try { draft = JSON.parse(localStorage.getItem(draftKey(form))); } catch { draft = null; }
  if (!draft || "refused" in form.dataset) return;
  kept(form).forEach((field) => {
    const mine = draft.filter(([name]) => name === field.name).map(([, value]) => value);
    if (/^(checkbox|radio)$/.test(field.type)) field.checked = mine.includes(field.value);
    else if (mine.length) [field.value] = mine;
  });
}

all("form[data-draft]").forEach((form) => {
  let timer;
  bringBackDraft(form);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => keepDraft(form), 800);
  });
});

/* Photos travel small: at most 1,600 pixels on the longer side. What cannot be read is sent as it is. */
const LONGEST = 1600;

async function shrunk(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.82); });
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
  } catch {
    return file;
  }
}

document.addEventListener("change", async (event) => {
  const input = event.target;
  if (!input.matches("[data-shrink]")) return;
  const before = [...input.files];
  const after = await Promise.all(before.map(shrunk));
  if (after.every((file, index) => file === before[index])) return;
  const carrier = new DataTransfer();
  after.forEach((file) => carrier.items.add(file));
  input.files = carrier.files;
  const total = Math.ceil(after.reduce((sum, file) => sum + file.size, 0) / 1024);
  let note = input.parentElement.querySelector(".saved");
  if (!note) {
    note = document.createElement("p");
    note.className = "saved";
    note.setAttribute("role", "status");
    input.after(note);
  }
  note.textContent = `${input.dataset.shrunk} ${total} KB`;
});

/* How many rows are chosen. */
function countChosen() {
  const number = all("[data-choose]:checked").length;
  all("[data-chosen]").forEach((place) => {
    place.textContent = `${number} ${place.dataset.words}`;
    place.parentElement.classList.toggle("still", number === 0);
  });
}
document.addEventListener("change", (event) => { if (event.target.matches("[data-choose]")) countChosen(); });
all("[data-choose-all]").forEach((place) => {
  place.hidden = false;
  place.firstElementChild.addEventListener("click", () => {
    const boxes = all("[data-choose]");
    const choose = boxes.some((box) => !box.checked);
    boxes.forEach((box) => { box.checked = choose; });
    countChosen();
  });
});
countChosen();

/* Long work: look soon, then every two seconds, say how far it is, and show the page anew when it has ended. */
all("[data-poll]").forEach((panel) => {
  const words = JSON.parse(panel.dataset.pollWords);
  const say = (place, text) => {
    const shown = panel.querySelector(place);
    if (shown.textContent !== text) shown.textContent = text;
  };
  let pause = 500;
  const look = async () => {
    try {
      const answer = await fetch(panel.dataset.poll, { headers: { Accept: "application/json" } });
      const job = await answer.json();
      if (answer.ok && job.status !== "queued" && job.status !== "running") {
        location.reload();
        return;
      }
      const bar = panel.querySelector("progress");
      if (bar && job.total) Object.assign(bar, { max: job.total, value: job.done });
      const step = job.status === "running" && words.steps[Math.min(job.done, words.steps.length - 1)];
      say("[data-poll-state]", step || words[job.status]);
      const counted = job.total && !words.steps.length;
      say("[data-poll-count]", counted ? words.count.replace("{done}", withDots(String(job.done))).replace("{total}", withDots(String(job.total))) : "");
    } catch { /* No signal now; the next look may find one. */ }
    pause = Math.min(pause * 1.5, 2000);
    setTimeout(look, pause);
  };
  setTimeout(look, pause);
});

/* Keys: `/` goes to the search box, Esc closes an open menu; a press elsewhere closes it too. */
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && !event.ctrlKey && !event.metaKey) {
    const box = all("[data-find]").find((input) => input.offsetParent);
    if (box) {
      event.preventDefault();
      box.focus();
    }
  }
  const open = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  const field = event.target.closest(".summary a[href^='#']");
  const target = field && document.getElementById(field.hash.slice(1));
  if (target) {
    event.preventDefault();
    target.focus();
    target.closest(".field")?.scrollIntoView({ block: "center" });
  }
});

all("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
document.querySelector("[data-focus]")?.focus();
