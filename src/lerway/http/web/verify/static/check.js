// Makes the page handier where scripts run; without this file everything works too.
// Files may be dropped anywhere or pasted, and a second press of the button is held back.

const form = document.getElementById("check");
const files = document.getElementById("file");

const give = (list) => {
  const chosen = new DataTransfer();
  for (const file of [...files.files, ...list]) chosen.items.add(file);
  files.files = chosen.files;
  files.focus();
};

if (form && files) {
  const zone = document.documentElement;
  zone.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    files.classList.add("is-over");
  });
  zone.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) files.classList.remove("is-over");
  });
  zone.addEventListener("drop", (event) => {
    files.classList.remove("is-over");
    if (!event.dataTransfer.files.length || event.target === files) return;
    event.preventDefault();
    give(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    const list = event.clipboardData ? event.clipboardData.files : [];
    if (!list.length) return;
    event.preventDefault();
    give(list);
  });
}

const summary = document.getElementById("errors");
if (summary) summary.focus();

for (const each of document.forms) {
  each.addEventListener("submit", () => {
    if (each.getAttribute("action") === "/receipt") return;
    each.setAttribute("aria-busy", "true");
    // After the form is gathered: a disabled button would not be sent with it.
    setTimeout(() => {
      for (const button of each.querySelectorAll("button")) button.disabled = true;
    });
  });
}

// Coming back to the page by the browser's own button finds it as it was: free it.
window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button")) button.disabled = false;
  for (const each of document.forms) each.removeAttribute("aria-busy");
});
