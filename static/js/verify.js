/* Compares a file with the fingerprint of a paper here on the telephone, so that it need not be sent. Without SubtleCrypto the form does it. */
(() => {
  "use strict";
  const form = document.querySelector("[data-verify]");
  if (!form || !window.crypto || !window.crypto.subtle) return;
  const result = form.querySelector("[data-result]");
  form.addEventListener("submit", async (event) => {
    const file = form.elements.file.files[0];
    if (!file) return;
    event.preventDefault();
    const raw = new Uint8Array(await window.crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const hex = Array.from(raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
    result.textContent = hex === form.dataset.sha256 ? form.dataset.same : form.dataset.other;
  });
})();
