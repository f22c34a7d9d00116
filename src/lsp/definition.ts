/** Go to definition: from a model to the TRAIN that makes it, from a table to the statement that last made it. */
import type { Location } from 'vscode-languageserver-types'
import { type Mention, trainingOf } from './mentions.ts'
import type { OpenProgram } from './program.ts'

export function definition(program: OpenProgram, offset: number): Location | undefined {
  const mention = mentionAt(program, offset)
  const made = mention && madeBy(mention)
  return made && { uri: program.uri, range: program.range(made.name.span) }
}

export function mentionAt(program: OpenProgram, offset: number): Mention | undefined {
  const statement = program.statementAt(offset)
  return statement === undefined ? undefined : program.mentions.at(statement, offset)
}

/** The name under which the thing was made; itself where it is made. */
export function madeBy(mention: Mention): Mention | undefined {
  const training = trainingOf(mention)
  if (training) return training
  return mention.role === 'makes' ? mention : mention.origin
}
