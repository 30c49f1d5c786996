// Bodies and options that the types reject. It does not compile if a type accepts one.
import type { components, operations } from './generated/graph.js';

type Body = operations['CreateItemActivity']['requestBody']['content']['application/json'];
type Options = NonNullable<operations['ListItemActivities']['parameters']['query']>;
type Created = operations['CreateItemActivity']['responses'][201]['content']['application/json'];

export const rejected = {
  // @ts-expect-error The member access is required.
  missing: {} satisfies Body,
  // @ts-expect-error An access is an object.
  access: { access: 1 } satisfies Body,
  // @ts-expect-error The type is another one.
  type: { '@odata.type': '#microsoft.graph.driveItem', access: {} } satisfies Body,
  // @ts-expect-error The member is unknown.
  unknown: { access: {}, action: {} } satisfies Body,
  // @ts-expect-error A list has no such order.
  order: { $orderby: 'id' } satisfies Options,
  // @ts-expect-error There is no such code.
  code: 'other' satisfies components['schemas']['mainError']['code'],
};

// What was created has all members.
export const id = (created: Created): [string, string] => [created.id, created.activityDateTime];
