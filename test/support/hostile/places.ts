/** Everywhere in a program that its author can put text, each with the program that has it there. */

export interface ProgramPlace {
  readonly name: string
  /** Nothing where the language has no way to write that text there. */
  write(payload: string): string | undefined
  /** Where it arrives, it is a part of some text of the step's input. */
  readonly arrives: boolean
}

const string = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
const identifier = (text: string): string => `\`${text.replaceAll('`', '``')}\``
const oneLine = (text: string): boolean => !/[\r\n]/.test(text)
const named =
  (write: (name: string) => string) =>
  (payload: string): string | undefined =>
    oneLine(payload) ? write(identifier(payload)) : undefined

const train = 'TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror"'

export const programPlaces: readonly ProgramPlace[] = [
  {
    name: 'a table',
    arrives: true,
    write: named((x) => `CREATE TABLE ${x} AS SELECT 1 AS a; SELECT * FROM ${x};`),
  },
  { name: 'a database', arrives: true, write: named((x) => `SELECT * FROM ${x}.t;`) },
  { name: 'a column', arrives: true, write: named((x) => `SELECT ${x} FROM t;`) },
  { name: 'an alias', arrives: true, write: named((x) => `SELECT a AS ${x} FROM t AS ${x};`) },
  { name: 'a string', arrives: true, write: (x) => `SELECT ${string(x)};` },
  { name: 'a comment', arrives: false, write: (x) => (oneLine(x) ? `-- ${x}\nSELECT 1 AS a;` : undefined) },
  {
    name: 'a comment inside',
    arrives: true,
    write: (x) => (x.includes('*/') || x.includes('/*') ? undefined : `SELECT /* ${x} */ 1 AS a;`),
  },
  {
    name: 'a value',
    arrives: true,
    write: (x) => `SELECT * FROM t TO TRAIN i/m:1/E WITH model.x = ${string(x)} LABEL y INTO m;`,
  },
  {
    name: 'a key',
    arrives: true,
    write: named((x) => `SELECT * FROM t TO TRAIN i/m:1/E WITH ${x} = 1 LABEL y INTO m;`),
  },
  {
    name: 'a feature',
    arrives: true,
    write: named((x) => `SELECT * FROM t ${train} COLUMN ${x} LABEL y INTO m;`),
  },
  { name: 'a label', arrives: true, write: named((x) => `SELECT * FROM t ${train} LABEL ${x} INTO m;`) },
  {
    name: 'a model',
    arrives: true,
    write: named(
      (x) =>
        `SELECT * FROM t ${train} LABEL y INTO ${x}; SELECT * FROM t TO PREDICT r.c USING ${x}; SHOW TRAIN ${x};`,
    ),
  },
  {
    name: 'a result',
    arrives: true,
    write: named(
      (x) => `SELECT * FROM t ${train} LABEL y INTO m; SELECT * FROM t TO PREDICT ${x}.${x} USING m;`,
    ),
  },
  {
    name: 'an estimator',
    arrives: true,
    write: (x) => `SELECT * FROM t TO TRAIN ${string(`i/m:1/${x}`)} LABEL y INTO m;`,
  },
  {
    name: 'an image',
    arrives: false,
    write: (x) => `SELECT * FROM t TO TRAIN ${string(`${x}/m:1/E`)} LABEL y INTO m;`,
  },
  { name: 'an image to run', arrives: false, write: (x) => `SELECT * FROM t TO RUN ${string(x)} CMD "a";` },
  {
    name: 'a word of a command',
    arrives: true,
    write: (x) => `SELECT * FROM t TO RUN i/m:1 CMD "p.py", ${string(x)};`,
  },
  { name: 'a setting', arrives: true, write: (x) => `SET @v = ${string(x)}; SELECT @v;` },
]
