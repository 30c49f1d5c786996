// Generates random valid documents with interfaces, fragments, aliases and conditions.
// A response name has the same field and arguments wherever it is used in a document,
// so that fields never conflict.
import { getNamedType, isInterfaceType, isLeafType } from "graphql";
import { schema } from "./oracle.js";
import { isConnection, isNode, readable } from "./world.js";

const deepest = 5;

export class Selections {
  constructor(random, ids) {
    Object.assign(this, { random, ids, meanings: new Map(), fragments: [], variables: new Map() });
  }

  document() {
    const root = this.set(schema.getQueryType(), 0);
    const fragments = this.fragments.map(({ name, on, text }) => `fragment ${name} on ${on}${text}`);
    if (!this.random.oneIn(3)) {
      return [`query${this.declared("type")}${root}`, ...fragments].join("\n");
    }
    // A second operation has the same fields and other default values.
    const operations = [`query Asked${this.declared("type")} { ...Root }`, `query Other${this.declared("other")} { ...Root }`];
    return [...(this.random.oneIn(2) ? operations : operations.toReversed()), `fragment Root on Query${root}`, ...fragments].join("\n");
  }

  declared(which) {
    const list = [...this.variables].map(([name, definition]) => `$${name}: ${definition[which]}`);
    return list.length > 0 ? `(${list.join(", ")})` : "";
  }

  values() {
    return Object.fromEntries([...this.variables].filter(([, { value }]) => value !== undefined).map(([name, { value }]) => [name, value]));
  }

  set(type, depth) {
    const parts = Array.from({ length: 1 + this.random.below(depth === 0 ? 3 : 4) }, () => this.selection(type, depth));
    return ` { ${parts.join(" ")} }`;
  }

  selection(type, depth) {
    const choice = this.random.below(10);
    if (choice < 2 && depth < deepest) {
      return `... ${this.condition(type, (on) => (on ? `on ${on.name}${this.directives()}` : this.directives().trim()), depth)}`;
    }
    if (choice === 2 && depth < deepest) {
      return this.spread(type, depth);
    }
    return choice === 3 ? this.named("__typename", "", "String!") + this.directives() : this.field(type, depth);
  }

  // An inline fragment on an overlapping type or without a type condition.
  condition(type, head, depth) {
    const on = this.random.oneIn(4) ? undefined : this.random.pick(this.overlapping(type));
    return `${head(on)}${this.set(on ?? type, depth + 1)}`;
  }

  overlapping(type) {
    const node = schema.getType("Node");
    return isInterfaceType(type) ? [type, ...schema.getPossibleTypes(type)] : isNode(type) ? [type, node] : [type];
  }

  // Spreads an existing or a new fragment. A fragment is added when it is complete, so
  // that there are no cycles.
  spread(type, depth) {
    const fitting = this.fragments.filter(({ on, depth: least }) => this.overlapping(type).some(({ name }) => name === on) && least <= depth);
    if (fitting.length > 0 && !this.random.oneIn(3)) {
      return `...${this.random.pick(fitting).name}${this.directives()}`;
    }
    const on = this.random.pick(this.overlapping(type));
    const text = this.set(on, depth + 1);
    const name = `F${this.fragments.length}`;
    this.fragments.push({ name, on: on.name, text, depth });
    return `...${name}${this.directives()}`;
  }

  field(type, depth) {
    const fields = type === schema.getQueryType() ? Object.values(type.getFields()) : readable(type);
    const shallow = fields.filter((field) => isLeafType(getNamedType(field.type)));
    const field = this.random.pick(depth >= deepest && shallow.length > 0 ? shallow : fields);
    const below = getNamedType(field.type);
    if (depth > deepest + 2 && !isLeafType(below)) {
      return this.named("__typename", "", "String!");
    }
    const text = this.named(field.name, this.arguments(field, below), String(field.type)) + this.directives();
    return isLeafType(below) ? text : text + this.set(below, depth + 1);
  }

  arguments(field, below) {
    if (field.name === "itemActivities") {
      // The variable is absent or null; the other operation has a default value.
      return `(filter: {groupId: "team", statId: ${this.variable("stat", "ID", 'ID = "window"', this.random.pick([undefined, null]))}})`;
    }
    if (isConnection(below)) {
      const pages = ["", "(first: 2)", "(last: 1)", "(first: 1, after: null)", "(first: 3, last: null)"];
      return this.random.oneIn(5) ? `(first: ${this.variable("n", this.random.pick(["Int", "Int = 2"]), "Int = 1", this.random.pick([undefined, null, 1, 3]))})` : this.random.pick(pages);
    }
    if (field.args.some(({ name }) => name === "ids")) {
      return `(ids: [${Array.from({ length: 1 + this.random.below(4) }, () => this.id()).join(", ")}])`;
    }
    return field.args.some(({ name }) => name === "id") ? `(id: ${this.id()})` : "";
  }

  id() {
    return this.random.oneIn(4) ? this.variable("id", "ID!", 'ID = "nothing"', this.random.pick(this.ids)) : JSON.stringify(this.random.oneIn(12) ? "nothing" : this.random.pick(this.ids));
  }

  directives() {
    if (!this.random.oneIn(5)) {
      return "";
    }
    const conditions = [() => "true", () => "false", () => this.variable("yes", "Boolean!", "Boolean! = false", true), () => this.variable("no", "Boolean = false", "Boolean! = true", undefined)];
    const value = this.random.pick(conditions)();
    return this.random.pick([` @include(if: ${value})`, ` @skip(if: ${value})`, ` @skip(if: false) @include(if: ${value})`]);
  }

  // Adds a variable with its type in the executed operation, its type in the other one,
  // and its value; undefined is absent.
  variable(name, type, other, value) {
    if (!this.variables.has(name)) {
      this.variables.set(name, { type, other, value });
    }
    return `$${name}`;
  }

  // Returns a field with a response name that is unused, or used for the same field.
  named(field, given, type) {
    const meaning = `${field}${given} ${type}`;
    const names = [field, "a", "b", "c", ...Array.from({ length: 400 }, (_, i) => `x${i}`)];
    const start = this.random.oneIn(4) ? 1 + this.random.below(3) : 0;
    const name = names.slice(start).find((candidate) => (this.meanings.get(candidate) ?? meaning) === meaning);
    this.meanings.set(name, meaning);
    return `${name === field ? "" : `${name}: `}${field}${given}`;
  }
}
