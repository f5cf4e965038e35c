// Encryption of what stays in the browser: AES-256-GCM, bound to the name under which it is stored.

const NONCE = 12;
const textToBytes = (text) => new TextEncoder().encode(text);

// Keys as the server writes them; the first one encrypts, those that a change of the server's secret replaced still read.
export function unlock(keys) {
  return Promise.all(keys.split(" ").map((key) => crypto.subtle.importKey("raw", decode(key), "AES-GCM", false, ["encrypt", "decrypt"])));
}

export async function seal(key, name, draft) {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: textToBytes(name) }, key, textToBytes(JSON.stringify(draft)));
  return encode(new Uint8Array([...iv, ...new Uint8Array(sealed)]));
}

// Null for what none of the keys opens.
export async function open(keys, name, text) {
  for (const key of keys) {
    try {
      const bytes = decode(text);
      const way = { name: "AES-GCM", iv: bytes.subarray(0, NONCE), additionalData: textToBytes(name) };
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(way, key, bytes.subarray(NONCE))));
    } catch {
      // Of another key, or altered.
    }
  }
  return null;
}

const encode = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
const decode = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
