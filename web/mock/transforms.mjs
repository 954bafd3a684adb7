/** A small likeness of what the server does with steps: enough to show effects on the made-up rows. */
const number = (text) => (text == null || text === "" ? NaN : Number(String(text).replace(/[\s\u00a0€]/g, "").replace(",", ".")));
const decimal = (value, like) => { const text = String(Math.round(value * 10_000) / 10_000); return /,/.test(like ?? "") ? text.replace(".", ",") : text; };
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();

const OPS = {
  trim: (v, s) => { let text = v.trim(); for (const c of s.chars ?? "") while (text.startsWith(c) || text.endsWith(c)) text = text.startsWith(c) ? text.slice(1) : text.slice(0, -1); return text.trim(); },
  case: (v, s) => ({ upper: v.toUpperCase(), lower: v.toLowerCase(), sentence: sentence(v), title: v.split(" ").map(sentence).join(" ") })[s.to],
  replace: (v, s) => v.replaceAll(s.find, s.with),
  regex: (v, s) => v.replace(new RegExp(s.pattern, "g"), s.with),
  split: (v, s) => { const parts = v.split(s.on); return (s.take > 0 ? parts[s.take - 1] : parts.at(s.take)) ?? ""; },
  join: (_, s, cell) => s.columns.map(cell).filter(Boolean).join(s.with),
  lookup: (v, s) => { const key = Object.keys(s.table).find((k) => k.trim().toLowerCase() === v.trim().toLowerCase()); return key === undefined ? (s.otherwise ?? v) : s.table[key]; },
  default: (v, s) => (v === "" ? s.value : v),
  multiply: (v, s) => (Number.isNaN(number(v)) ? v : decimal(number(v) * Number(s.by), v)),
  add: (v, s) => (Number.isNaN(number(v)) ? v : decimal(number(v) + Number(s.amount), v)),
  round: (v, s) => (Number.isNaN(number(v)) ? v : number(v).toFixed(s.places).replace(".", /,/.test(v) ? "," : ".")),
  unit: (v, s) => (Number.isNaN(number(v)) ? v : `${decimal(number(v) * { mg: 1e-6, g: 1e-3, kg: 1, t: 1e3, oz: 0.0283495, lb: 0.453592 }[s.from], v)} kg`),
  currency: (v, s) => (Number.isNaN(number(v)) ? v : `${decimal(number(v) * 1.08, v)} ${s.to}`),
  vat: (v, s) => (Number.isNaN(number(v)) ? v : decimal(s.direction === "out" ? number(v) / (1 + Number(s.rate) / 100) : number(v) * (1 + Number(s.rate) / 100), v)),
  set: (v, s, cell) => { const quoted = [...s.expression.matchAll(/columns\["([^"]+)"\]/g)].map((m) => cell(m[1])); return quoted.length ? quoted.join(" ") : /\* ?([\d.]+)$/.test(s.expression) ? decimal(number(v) * Number(/([\d.]+)$/.exec(s.expression)[1]), v) : v; },
  clear: () => "",
  reject: (v) => v,
};

/** What is wrong with an expression, or null. */
export function complaint(expression) {
  const open = (expression.match(/\(/g) ?? []).length - (expression.match(/\)/g) ?? []).length;
  if (open !== 0) return `line 1, column ${expression.length}: a bracket is not closed`;
  if ((expression.match(/"/g) ?? []).length % 2) return `line 1, column ${expression.indexOf("\"") + 1}: the text is not closed`;
  const unknown = /\b(?!true|false|if|else|in|contains|starts_with|ends_with|matches|is_empty|between|upper|lower|trim|text|length|left|right|part|replace|number|round|floor|ceil|abs|min|max|first)([a-z_]+)\s*\(/.exec(expression);
  if (unknown) return `line 1, column ${unknown.index + 1}: there is no function ${unknown[1]}`;
  return /[<>=+*/-]\s*$/.test(expression) ? `line 1, column ${expression.length}: something is missing here` : null;
}

function holds(when, valueOf, cell) {
  const compared = /^\s*([a-z_]+)\s*(>=|<=|==|!=|>|<)\s*"?([^"]+?)"?\s*$/.exec(when);
  if (compared) {
    const [, name, sign, right] = compared;
    const left = valueOf(name);
    const [a, b] = Number.isNaN(number(right)) ? [left, right] : [number(left), number(right)];
    return { ">": a > b, "<": a < b, ">=": a >= b, "<=": a <= b, "==": a === b, "!=": a !== b }[sign];
  }
  const contains = /contains\(([a-z_]+), ?"([^"]*)"\)/.exec(when);
  if (contains) return (valueOf(contains[1]) ?? "").includes(contains[2]);
  const empty = /is_empty\(([a-z_]+)\)/.exec(when);
  if (empty) return (valueOf(empty[1]) ?? "") === "";
  return /columns\[/.test(when) ? Boolean(cell(/columns\["([^"]+)"\]/.exec(when)?.[1] ?? "")) : true;
}

/** Runs the steps over rows; how many each touched (of `checked`), examples, the fields' values and the rejected rows. */
export function run(steps, rows, header, mapping, checked) {
  const effects = steps.map((_, index) => ({ index, touched: 0, examples: [] }));
  const rejected = new Set();
  const values = rows.map((row, r) => {
    const cell = (name) => row[header.indexOf(name)] ?? "";
    const fields = Object.fromEntries(Object.entries(mapping).map(([field, m]) => [field, cell(m.source)]));
    const valueOf = (name) => fields[name] ?? "";
    steps.forEach((step, index) => {
      if (step.off || (step.when && !holds(step.when, valueOf, cell))) return;
      const before = valueOf(step.field);
      const after = OPS[step.op](before, step, cell);
      if (step.op === "reject") rejected.add(r);
      if (step.op !== "reject" && after === before) return;
      fields[step.field] = after;
      effects[index].touched += 1;
      if (effects[index].examples.length < 5) effects[index].examples.push({ record: r + 1, before: before || null, after: step.op === "reject" ? null : after || null });
    });
    return fields;
  });
  return { values, rejected, effects: effects.map(({ index, touched, examples }) => ({ index, records: Math.round((touched / rows.length) * checked), examples })) };
}
