// Passkeys: shown where the browser knows them, and a French sentence when one is not given. The rest is the library's.

const refused = document.querySelector("[data-passkey-refused]");

for (const place of document.querySelectorAll("[data-passkey]")) place.hidden = !window.PublicKeyCredential;

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  refused.hidden = false;
  refused.focus();
});
