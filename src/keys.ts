/** The names of a table's members, as the type of the table knows them. */
export function keysOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  return Object.keys(table) as Name[]
}

/** Whether a text that somebody wrote is the name of a member. */
export function isKeyOf<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  name: string,
): name is Name {
  return Object.hasOwn(table, name)
}

/** `a, b and c`, for messages and help. */
export function listed(names: readonly string[], word = 'and'): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`
}
