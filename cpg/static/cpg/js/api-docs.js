// Send the page's forms to the API with the person's session, and show the raw answer.

const LONGEST = 20000;

function request(form) {
  const fields = [...form.querySelectorAll("[data-place]")];
  const given = (place) => fields.filter((field) => field.dataset.place === place && field.value !== "");
  let path = form.dataset.path;
  for (const field of given("path")) path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
  const query = new URLSearchParams(given("query").map((field) => [field.name, field.value])).toString();
  const headers = { Accept: "application/json, application/problem+json", "X-CSRFToken": form.dataset.csrf };
  for (const field of given("header")) headers[field.name] = field.value;
  for (const field of given("accept")) headers.Accept = `${field.value}, application/problem+json`;
  const [body] = given("body").map((field) => field.value);
  if (body) headers["Content-Type"] = "application/json";
  return [query ? `${path}?${query}` : path, { method: form.dataset.method, headers, body }];
}

function readable(text, type) {
  const whole = type.includes("json") ? JSON.stringify(JSON.parse(text), null, 2) : text;
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST)}\n[coupé ici : ${whole.length} signes en tout]` : whole;
}

function show(place, ...lines) {
  place.replaceChildren(
    ...lines.map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })),
  );
  for (const block of place.querySelectorAll("pre")) {
    block.tabIndex = 0;
    block.setAttribute("role", "region");
    block.setAttribute("aria-label", "Réponse");
  }
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const place = form.querySelector(".reponse");
  const [address, options] = request(form);
  show(place, ["p", "Demande en cours."]);
  try {
    const answer = await fetch(address, options);
    const text = await answer.text();
    const headers = ["etag", "ratelimit", "link"]
      .filter((name) => answer.headers.has(name))
      .map((name) => `${name}: ${answer.headers.get(name)}`);
    show(
      place,
      ["p", `${options.method} ${address} : statut ${answer.status}`],
      ["pre", [...headers, "", readable(text, answer.headers.get("content-type") ?? "")].join("\n")],
    );
  } catch {
    show(place, ["p", "Le serveur n’a pas répondu : vérifiez la liaison, puis réessayez."]);
  }
}

for (const form of document.querySelectorAll("form.essai")) form.addEventListener("submit", send);
