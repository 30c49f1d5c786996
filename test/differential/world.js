// The data over which graphql-js executes documents. It is read from the server.
import { getNamedType, isInterfaceType, isLeafType, isObjectType } from "graphql";
import { schema } from "./oracle.js";

const setUp = `mutation {
  team: createGroup(input: {id: "team", displayName: "Team", driveId: "team-drive"}) { id }
  other: createGroup(input: {id: "other", displayName: "Other"}) { id }
  folder: createDriveItem(driveId: "team-drive", input: {id: "folder", name: "Folder", folder: {}}) { id }
  file: createDriveItem(driveId: "team-drive", input: {id: "file", name: "File", file: {mimeType: "text/plain"}, parentId: "folder"}) { id }
  gone: createDriveItem(driveId: "team-drive", input: {id: "gone", name: "Gone", file: {}}) { id }
  edit: createDriveActivity(driveItemId: "file", input: {id: "edit", action: {edit: {}, comment: {isReply: true, participants: [{user: {id: "ann"}}, {device: {}}]}}, actor: {user: {id: "ann", displayName: "Ann"}, device: {}}}) { id }
  move: createDriveActivity(driveItemId: "file", input: {id: "move", action: {move: {from: "a", to: "b"}, share: {recipients: []}, version: {}}}) { id }
  window: createItemActivityStat(driveItemId: "file", input: {id: "window", startDateTime: "2024-05-06T00:00:00Z", endDateTime: "2024-05-09T00:00:00Z"}) { id }
  one: createItemActivity(groupId: "team", activityId: "edit", statId: "window", input: {id: "one", access: {}, activityDateTime: "2024-05-06T07:08:09.5+02:00", actor: {user: {id: "ann", displayName: "Ann"}, device: {}}}) { id }
  two: createItemActivity(groupId: "team", activityId: "edit", statId: "window", input: {id: "two", access: {}, activityDateTime: "2024-05-07T07:08:09Z", actor: {application: {id: "app"}}}) { id }
  three: createItemActivity(groupId: "team", activityId: "move", statId: "~allTime~file", input: {id: "three", access: {}, activityDateTime: "2023-01-01T00:00:00Z"}) { id }
  member: addGroupMember(groupId: "team", userId: "ann") { id }
  application: addGroupMember(groupId: "team", applicationId: "app") { id }
  deleted: deleteDriveItem(driveItemId: "gone") { id }
}`;

// Fields that depend on the clock.
const moving = new Set(["lastSevenDays"]);

const node = schema.getType("Node");
export const isNode = (type) => isInterfaceType(type) || (isObjectType(type) && type.getInterfaces().includes(node));
export const isConnection = (type) => isObjectType(type) && type.name.endsWith("Connection");

// Returns the fields of a type that need no arguments except those of paging.
export function readable(type) {
  return Object.values(type.getFields()).filter((field) => !moving.has(field.name) && field.args.every(({ name }) => ["first", "after", "last", "before"].includes(name)));
}

// Returns a selection of all fields of a type, with only the ids of other nodes.
function selectionOf(type) {
  const fields = readable(type).map((field) => {
    const below = getNamedType(field.type);
    if (isLeafType(below)) {
      return field.name;
    }
    if (isNode(below)) {
      return `${field.name} { id __typename }`;
    }
    return isConnection(below) ? `${field.name}(first: 100) { totalCount edges ${selectionOf(getNamedType(below.getFields().edges.type))} }` : `${field.name} ${selectionOf(below)}`;
  });
  return `{ __typename ${fields.join(" ")} }`;
}

// Returns a selection of all edges of a connection of Query.
function edgesOf(name) {
  const connection = getNamedType(schema.getQueryType().getFields()[name].type);
  return `{ totalCount edges ${selectionOf(getNamedType(connection.getFields().edges.type))} }`;
}

export class World {
  constructor() {
    this.nodes = new Map();
  }

  static async read(server) {
    await server.ask(setUp);
    const world = new World();
    const { groups, me, itemActivities } = await server.ask(`{ me { id } groups(first: 100) ${edgesOf("groups")} itemActivities(filter: {groupId: "team"}) ${edgesOf("itemActivities")} }`);
    Object.assign(world, { groups, me, itemActivities });
    const wanted = [me.id, "file", "folder", "gone", "window", "one", "two", "three", "edit", "move", ...groups.edges.map((edge) => edge.node.id)];
    for (let id = wanted.pop(); id !== undefined; id = wanted.pop()) {
      if (!world.nodes.has(id)) {
        world.nodes.set(id, await readNode(server, id));
        wanted.push(...references(world.nodes.get(id)));
      }
    }
    return world;
  }

  // The field resolver for graphql-js.
  resolve = (source, given, _context, info) => {
    const type = getNamedType(info.returnType);
    if (info.parentType === schema.getQueryType() && !isConnection(type)) {
      return this.find(info.fieldName, given, type);
    }
    const value = source === undefined ? this[info.fieldName] : source[info.fieldName];
    if (given.filter?.statId) {
      throw new Error("a filter has one scope");
    }
    if (isConnection(type)) {
      return page(value, given);
    }
    return value && isNode(type) && !Array.isArray(value) ? this.nodes.get(value.id) : Array.isArray(value) && isNode(type) ? value.map(({ id }) => this.nodes.get(id)) : value;
  };

  find(field, { id, ids }, type) {
    if (field === "me") {
      return this.nodes.get(this.me.id);
    }
    const one = (id) => {
      const found = this.nodes.get(id);
      return found && (isInterfaceType(type) || found.__typename === type.name) ? found : null;
    };
    return ids ? ids.map(one) : one(id);
  }
}

async function readNode(server, id) {
  const { node: found } = await server.ask("query($id: ID!) { node(id: $id) { __typename } }", { id });
  const type = schema.getType(found.__typename);
  const { node: whole } = await server.ask(`query($id: ID!) { node(id: $id) { ... on ${type.name} ${selectionOf(type)} } }`, { id });
  return whole;
}

// Returns the ids of the nodes in an object.
function references(value) {
  if (!value || typeof value !== "object") {
    return [];
  }
  const own = value.__typename && isNode(schema.getType(value.__typename)) ? [value.id] : [];
  return [...own, ...Object.values(value).flatMap(references)];
}

const pageSize = 25;

function page({ totalCount, edges }, { first, last }) {
  const length = Math.min(first ?? last ?? pageSize, edges.length);
  const cut = first == null && last != null ? edges.slice(edges.length - length) : edges.slice(0, length);
  return {
    totalCount,
    edges: cut,
    nodes: cut.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: cut.at(-1) !== edges.at(-1),
      hasPreviousPage: cut[0] !== edges[0],
      startCursor: cut[0]?.cursor ?? null,
      endCursor: cut.at(-1)?.cursor ?? null,
    },
  };
}
