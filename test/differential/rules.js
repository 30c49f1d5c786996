// Finds the validation rule of an error by its message. These beginnings of the messages are
// the same in graphql-js and in the server.
const messages = [
  ["UniqueOperationNames", /^There can be only one operation named /],
  ["LoneAnonymousOperation", /^This anonymous operation must be the only defined operation/],
  ["KnownRootType", /^Schema does not support operation type /],
  ["KnownTypeNames", /^Unknown type /],
  ["FragmentsOnCompositeTypes", /^Fragment ("\w+" )?cannot condition on non composite type /],
  ["VariablesAreInputTypes", /^Variable "\$\w+" cannot be non-input type /],
  ["ScalarLeafs", /^Field "\w+" (must not have a selection since|of type "\S+" must have a selection of subfields)/],
  ["FieldsOnCorrectType", /^Cannot query field /],
  ["UniqueFragmentNames", /^There can be only one fragment named /],
  ["KnownFragmentNames", /^Unknown fragment /],
  ["NoUnusedFragments", /^Fragment "\w+" is never used/],
  ["PossibleFragmentSpreads", /^Fragment ("\w+" )?cannot be spread here /],
  ["NoFragmentCycles", /^Cannot spread fragment "\w+" within itself/],
  ["UniqueVariableNames", /^There can be only one variable named /],
  ["NoUndefinedVariables", /^Variable "\$\w+" is not defined/],
  ["NoUnusedVariables", /^Variable "\$\w+" is never used/],
  ["KnownDirectives", /^(Unknown directive |Directive "@\w+" may not be used on )/],
  ["UniqueDirectivesPerLocation", /^The directive "@\w+" can only be used once at this location/],
  ["KnownArgumentNames", /^Unknown argument /],
  ["UniqueArgumentNames", /^There can be only one argument named /],
  ["ProvidedRequiredArguments", /^(Field|Directive) "@?\w+" argument "\w+" of type "\S+" is required/],
  ["VariablesInAllowedPosition", /^Variable "\$\w+" (of type "\S+" used in position expecting type |is of type "\S+" but must be non-nullable )/],
  ["OverlappingFieldsCanBeMerged", /^Fields "\w+" conflict because /],
  ["UniqueInputFieldNames", /^There can be only one input field named /],
  ["MaxIntrospectionDepth", /^Maximum introspection depth exceeded/],
  [
    "ValuesOfCorrectType",
    /^(Expected value of type |OneOf Input Object |Enum "\w+" cannot represent |Value "\S+" does not exist in "\w+" enum|\w+ cannot represent |Field "\w+" is not defined by type |Field "\w+\.\w+" (of required type "\S+" was not provided|must be non-null))/,
  ],
];

// Returns the rule of a message. For an unknown message it returns the message, which is then
// a difference.
export function ruleOf(message) {
  const found = messages.find(([, pattern]) => pattern.test(message));
  return found ? found[0] : `no rule: ${message}`;
}
