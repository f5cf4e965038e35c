// Texts that a script writes have the exponents of a page: 1er, 3e (accounts/templatetags/french.py).

const ENDING = /(?<=(?<![\w.,/-])\d{1,3})(er|re|e)(?![\w-])/u;

const exponent = (ending) => Object.assign(document.createElement("sup"), { textContent: ending });

// Make the text all that the element holds.
export function write(element, text) {
  element.replaceChildren(...text.split(ENDING).map((part, rank) => (rank % 2 ? exponent(part) : part)));
  return element;
}
