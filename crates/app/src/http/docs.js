// Shows /api/v1/openapi.json as a page. No library, no other server; text is only ever set as text.
"use strict";

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
};

const name = (ref) => ref.split("/").pop();

// A schema in one line of TypeScript-like words.
function words(schema) {
  if (!schema) return "";
  if (schema.$ref) return name(schema.$ref);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const many = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (many) return many.map(words).join(schema.allOf ? " & " : " | ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => words({ ...schema, type })).join(" | ");
  if (schema.type === "array") return `${words(schema.items)}[]`;
  return schema.format ? `${schema.type} (${schema.format})` : (schema.type ?? "any");
}

function fields(document_, schema, depth = 0) {
  if (schema?.$ref) return fields(document_, document_.components.schemas[name(schema.$ref)], depth);
  if (schema?.allOf) return make("div", {}, ...schema.allOf.map((part) => fields(document_, part, depth)));
  if (!schema?.properties) return make("p", {}, make("code", {}, words(schema)));
  const rows = Object.entries(schema.properties).map(([key, value]) => {
    const cell = make("td", {}, make("code", {}, words(value)));
    const target = value.$ref ?? value.items?.$ref ?? value.oneOf?.find((part) => part.$ref)?.$ref;
    const inner = target && document_.components.schemas[name(target)];
    if (inner?.properties && depth < 4) {
      const details = make("details", {}, make("summary", { class: "quiet" }, "its fields"));
      details.addEventListener("toggle", () => details.append(fields(document_, inner, depth + 1)), { once: true });
      cell.append(details);
    }
    const optional = (schema.required ?? []).includes(key) ? "" : " ?";
    return make("tr", {}, make("td", {}, make("code", {}, key + optional)), cell, make("td", { class: "quiet" }, value.description ?? ""));
  });
  return make("table", {}, make("tbody", {}, ...rows));
}

function operation(document_, path, method, op) {
  const body = make("div");
  if (op.description) body.append(make("p", {}, op.description));
  const role = op.security?.flatMap((item) => Object.values(item)).flat()[0];
  body.append(make("p", { class: "quiet" }, role ? `Needs the role ${role} or a higher one.` : "Needs no login."));
  if (op.parameters?.length) {
    const rows = op.parameters.map((p) => make("tr", {}, make("td", {}, make("code", {}, p.name + (p.required ? "" : " ?"))),
      make("td", {}, `${p.in}: ${words(p.schema)}`), make("td", { class: "quiet" }, p.description ?? "")));
    body.append(make("h4", {}, "Parameters"), make("table", {}, make("tbody", {}, ...rows)));
  }
  for (const [kind, content] of Object.entries(op.requestBody?.content ?? {})) {
    body.append(make("h4", {}, `Body: ${kind}`), fields(document_, content.schema));
  }
  for (const [status, response] of Object.entries(op.responses ?? {}).filter(([status]) => status !== "default")) {
    body.append(make("h4", {}, `${status} ${response.description ?? ""}`));
    const content = Object.values(response.content ?? {})[0];
    if (content?.schema) body.append(fields(document_, content.schema));
  }
  const head = make("summary", {}, make("b", { class: "m" }, method.toUpperCase()), make("code", {}, path), make("span", {}, op.summary ?? ""));
  return make("article", { id: op.operationId }, make("details", {}, head, body));
}

function show(document_) {
  const main = document.getElementById("main");
  const nav = document.getElementById("nav");
  document.getElementById("about").textContent = `${document_.info.description} Version ${document_.info.version}.`;
  main.append(make("p", {}, "Send ", make("code", {}, "Authorization: Bearer <access token or API key>"),
    ". The document itself: ", make("a", { href: "/api/v1/openapi.json" }, "/api/v1/openapi.json"), "."));
  for (const tag of document_.tags ?? []) {
    const found = Object.entries(document_.paths).flatMap(([path, methods]) => Object.entries(methods)
      .filter(([, op]) => op.tags?.includes(tag.name)).map(([method, op]) => [path, method, op]));
    if (found.length === 0) continue;
    main.append(make("h2", {}, tag.name), make("p", { class: "quiet" }, tag.description ?? ""));
    nav.append(make("h2", {}, tag.name));
    for (const [path, method, op] of found) {
      main.append(operation(document_, path, method, op));
      nav.append(make("a", { href: `#${op.operationId}` }, `${method.toUpperCase()} ${path}`));
    }
  }
  const open = () => document.getElementById(location.hash.slice(1))?.querySelector("details")?.setAttribute("open", "");
  addEventListener("hashchange", open);
  open();
}

fetch("/api/v1/openapi.json").then((response) => response.json()).then(show).catch((error) => {
  document.getElementById("about").textContent = `The document can't be read: ${error}`;
});
