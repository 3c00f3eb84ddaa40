/* The day's sales: steppers, totals and a search among the products. The form works without it; words are the page's. */
"use strict";

(() => {
  const form = document.querySelector("form[data-sales]");
  if (!form) return;
  const items = [...form.querySelectorAll("[data-item]")].map((row) => ({
    row,
    name: row.querySelector("label").textContent.toLowerCase(),
    pieces: row.querySelector("[name^=quantity]"),
    price: row.querySelector("[name^=price]"),
  }));
  const total = form.querySelector("[data-total]");
  const steps = form.querySelector("[data-steps]").content;

  const number = (input) => (/^[\d.]*$/.test(input.value) ? Number(input.value.replace(/\./g, "")) : 0);

  function count() {
    let pieces = 0;
    let gross = 0;
    items.forEach((item) => {
      const sold = number(item.pieces);
      pieces += sold;
      gross += sold * number(item.price);
      item.row.classList.toggle("sold", sold > 0);
    });
    total.textContent = `${withDots(String(pieces))} ${total.dataset.words} · Rp${withDots(String(gross))}`;
  }

  items.forEach((item) => {
    const buttons = steps.cloneNode(true);
    const [less, more] = buttons.querySelectorAll("button");
    const name = item.row.querySelector("label b").textContent;
    [[less, -1], [more, 1]].forEach(([button, step]) => {
      button.setAttribute("aria-label", `${button.getAttribute("aria-label")} ${name}`);
      button.addEventListener("click", () => {
        const after = Math.max(0, number(item.pieces) + step);
        item.pieces.value = after ? withDots(String(after)) : "";
        item.pieces.dispatchEvent(new Event("input", { bubbles: true }));
      });
    });
    item.pieces.before(less);
    item.pieces.after(more);
    item.pieces.addEventListener("focus", () => item.pieces.select());
  });
  form.addEventListener("input", count);
  count();

  const search = document.querySelector("[data-search-items]");
  if (!search || items.length < 9) return;
  const box = search.querySelector("input");
  search.hidden = false;
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    items.forEach((item) => { item.row.hidden = !words.every((word) => item.name.includes(word)); });
  });
})();
