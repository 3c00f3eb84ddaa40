/* Keys of a reviewer's page. Each stands on the page as [data-key] with what it presses, so it can be read there, too. */
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const key = [...document.querySelectorAll("[data-key]")].find((item) => item.dataset.key === event.key);
  const pressed = key && document.querySelector(key.dataset.press);
  if (!pressed) return;
  event.preventDefault();
  pressed.click();
  const then = key.dataset.then && document.querySelector(key.dataset.then);
  if (then) then.focus();
});
