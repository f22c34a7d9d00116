/** What statements of every shape read and write, in each dialect: programs with their effects beside them. */
import { describe, expect, test } from 'vitest'
import { type Analysis, analyze, resourceText } from '../../src/index.ts'
import { expectFile, fixtures } from '../support/fixture-files.ts'

/** One line a statement, one line an edge: to be read by people. */
function describeEffects({ program, source, effects, graph, links, diagnostics }: Analysis): string {
  const statements = program.statements.flatMap((statement, index) => {
    const effect = effects[index]
    const text = source.slice(statement.span).replace(/\s+/g, ' ')
    const part = (word: string, names: readonly string[] | undefined): string =>
      names && names.length > 0 ? `  ${word} ${[...names].sort().join(', ')}` : ''
    const link = links[index]
    return [
      `${index} ${statement.kind}  ${text.length > 110 ? `${text.slice(0, 109)}…` : text}`,
      part('reads', effect?.reads),
      part('writes', effect?.writes),
      part('uses', effect?.modelReads) +
        (link ? (link.producer === undefined ? ' (external)' : ` (from ${link.producer})`) : ''),
      part('makes', effect?.modelWrites),
      effect?.unknown ? `  unknown: ${effect.unknown}` : '',
    ].filter((line) => line !== '')
  })
  const edges = graph.edges.map(({ from, to, reasons }) => {
    return `${from} -> ${to}  ${reasons.map(({ kind, resource }) => `${kind} ${resourceText(resource)}`).join('; ')}`
  })
  const found = diagnostics
    .filter(({ severity }) => severity !== 'note')
    .map(({ code, message, span }) => `${span.line}: ${code} ${message}`)
  return [...statements, '', ...edges, ...(found.length > 0 ? ['', ...found] : []), ''].join('\n')
}

describe('effects', () => {
  test.each(fixtures('effects'))('$name', ({ text, options, expected }) => {
    expectFile(expected, describeEffects(analyze(text, options)))
  })
})

describe('names', () => {
  const first = (text: string, options: Parameters<typeof analyze>[1]): readonly string[] | undefined =>
    analyze(text, options).effects[0]?.reads

  test('case and quotes count as the dialect has it', () => {
    const text = 'SELECT * FROM MyTable'
    expect(first(text, { dialect: 'mysql' })).toEqual(['MyTable'])
    expect(first(text, { dialect: 'hive' })).toEqual(['mytable'])
    expect(first('SELECT * FROM "MyTable"', { dialect: 'postgresql' })).toEqual(['MyTable'])
    expect(first(text, { dialect: 'postgresql' })).toEqual(['mytable'])
  })

  test('the current database is the data source’s until USE', () => {
    expect(first('SELECT * FROM t', { datasource: 'mysql://u@h/db' })).toEqual(['db.t'])
    expect(first('SELECT * FROM t', { dialect: 'mysql' })).toEqual(['t'])
    expect(first('SELECT * FROM public.t', { datasource: 'postgresql://u@h/db' })).toEqual(['t'])
    expect(first('SELECT * FROM main.t', { dialect: 'sqlite' })).toEqual(['t'])
  })

  test('without a database a bare name may be any table of that name', () => {
    const { graph } = analyze('CREATE TABLE iris.t AS SELECT 1; SELECT * FROM t;')
    expect(graph.edges).toHaveLength(1)
  })
})

test('PostgreSQL’s search_path says where bare names are', () => {
  const { effects, graph } = analyze(
    'CREATE TABLE s.t (x int); SET search_path TO s, public; SELECT * FROM t; SELECT * FROM public.t',
    {
      dialect: 'postgresql',
    },
  )
  expect(effects.map(({ reads }) => reads)).toEqual([[], [], ['s.t'], ['t']])
  expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([[0, 2]])
})

describe('what the program made before', () => {
  const last = (text: string, dialect: 'mysql' | 'sqlite' | 'postgresql' = 'sqlite') => {
    const effect = analyze(text, { dialect }).effects.at(-1)
    if (!effect) throw new Error('no statement')
    return effect
  }
  /** The statements that the last one shares a session with. */
  const sharesWith = (text: string): readonly number[] => [...last(text).sharesSession]

  const view = 'CREATE VIEW v AS SELECT * FROM t;'
  test.each([
    [
      'a view reads the tables behind it, each once',
      `${view} CREATE VIEW w AS SELECT * FROM v, t; SELECT * FROM w;`,
      ['t', 'v', 'w'],
    ],
    [
      'a view is forgotten when it is dropped',
      `${view} DROP VIEW v; CREATE TABLE v (x int); SELECT * FROM v;`,
      ['v'],
    ],
    [
      'the view of SQLite follows a renamed table',
      `${view} ALTER TABLE t RENAME TO u; SELECT * FROM v;`,
      ['u', 'v'],
    ],
    [
      'with its other tables',
      'CREATE VIEW v AS SELECT * FROM t, s; ALTER TABLE t RENAME TO u; SELECT * FROM v;',
      ['s', 'u', 'v'],
    ],
    ['other views do not', `${view} ALTER TABLE s RENAME TO u; SELECT * FROM v;`, ['t', 'v']],
  ])('%s', (_, text, reads) => {
    expect([...last(text).reads].sort()).toEqual(reads)
  })

  test('the view of MySQL keeps the name of a renamed table, and what is behind it when it is renamed', () => {
    expect([...last(`${view} RENAME TABLE t TO u; SELECT * FROM v;`, 'mysql').reads].sort()).toEqual([
      't',
      'v',
    ])
    expect([...last(`${view} RENAME TABLE v TO w; SELECT * FROM w;`, 'mysql').reads].sort()).toEqual([
      't',
      'w',
    ])
  })

  const keys = `CREATE TABLE parent (id INT PRIMARY KEY);
CREATE TABLE child (id INT PRIMARY KEY, p INT REFERENCES parent (id), FOREIGN KEY (p) REFERENCES parent (id));
CREATE TABLE grandchild (c INT, FOREIGN KEY (c) REFERENCES child (id));`
  test('a deletion reaches those that refer to the table, under their names of now', () => {
    expect([...last(`${keys} DELETE FROM parent;`, 'mysql').writes].sort()).toEqual([
      'child',
      'grandchild',
      'parent',
    ])
    const renamed = 'RENAME TABLE parent TO p; RENAME TABLE child TO c;'
    expect([...last(`${keys} ${renamed} DELETE FROM p;`, 'mysql').writes].sort()).toEqual([
      'c',
      'grandchild',
      'p',
    ])
    expect(last(`${keys} ${renamed} INSERT INTO c VALUES (1, 1);`, 'mysql').reads).toContain('p')
    expect([...last(`${keys} DROP TABLE grandchild; DELETE FROM parent;`, 'mysql').writes].sort()).toEqual([
      'child',
      'parent',
    ])
  })

  test('a table that is made again has only its own keys', () => {
    const again = 'DROP TABLE grandchild; CREATE TABLE grandchild (c INT);'
    expect(last(`${keys} INSERT INTO grandchild VALUES (1);`, 'mysql').reads).toContain('child')
    expect(last(`${keys} ${again} INSERT INTO grandchild VALUES (1);`, 'mysql').reads).not.toContain('child')
  })

  const trigger = 'CREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM s; END;'
  test('a trigger fires at the table, also when it is renamed, and goes with it', () => {
    expect(last(`${trigger} INSERT INTO t VALUES (1);`).unknown).toContain('a trigger of `t`')
    expect(last(`${trigger} ALTER TABLE t RENAME TO u; INSERT INTO u VALUES (1);`).unknown).toContain(
      'of `u`',
    )
    expect(
      last(`${trigger} DROP TABLE t; CREATE TABLE t (x); INSERT INTO t VALUES (1);`).unknown,
    ).toBeUndefined()
  })

  test('a temporary trigger fires in its session only, also at a renamed table', () => {
    const temporary = trigger.replace('CREATE', 'CREATE TEMP')
    expect(sharesWith(`${temporary} INSERT INTO t VALUES (1);`)).toEqual([0])
    expect(sharesWith(`${temporary} ${temporary.replace('g', 'h')} INSERT INTO t VALUES (1);`)).toEqual([
      0, 1,
    ])
    expect(sharesWith(`${temporary} ALTER TABLE t RENAME TO u; INSERT INTO u VALUES (1);`)).toEqual([0])
    expect(sharesWith(`${trigger} INSERT INTO t VALUES (1);`)).toEqual([])
  })

  test('an index goes with its table, so that its name is free only then', () => {
    const touched = (text: string) => last(text).accesses.map(({ resource }) => resourceText(resource))
    const index = 'CREATE INDEX i ON t (x);'
    expect(touched(`${index} DROP TABLE t;`)).toContain('index:i')
    expect(touched(`${index} ALTER TABLE t RENAME TO u; DROP TABLE u;`)).toContain('index:i')
    expect(touched(`${index} DROP INDEX i; CREATE INDEX i ON s (x); DROP TABLE t;`)).not.toContain('index:i')
  })

  test('a temporary table binds to its session until it is dropped, and so does what is not understood', () => {
    const temporary = 'CREATE TEMP TABLE t (x);'
    expect(sharesWith(`${temporary} SELECT * FROM t;`)).toEqual([0])
    expect(sharesWith(`${temporary} DROP TABLE t; SELECT * FROM t;`)).toEqual([])
    expect(sharesWith(`${temporary} FROBNICATE;`)).toEqual([0])
    expect(sharesWith(`${temporary} DROP TABLE t; FROBNICATE;`)).toEqual([])
  })
})

test.each(['nextval', 'setval', 'load_extension', 'get_lock', 'dblink_exec'])(
  '%s() changes something, so that nothing is known of what calls it',
  (name) => {
    const [effect] = analyze(`SELECT ${name}('a') FROM t`, { dialect: 'postgresql' }).effects
    expect(effect?.unknown).toBe('it calls a function that may write')
  },
)

test.each([
  'last_insert_id',
  'row_count',
  'found_rows',
  'last_insert_rowid',
  'changes',
  'total_changes',
  'lastval',
  'currval',
])('%s() is answered in the session of the statement before', (name) => {
  const { sessions } = analyze(`INSERT INTO t VALUES (1); SELECT ${name}();`, { dialect: 'mysql' })
  expect(sessions.bindings.map(({ from, to }) => [from, to])).toEqual([[0, 1]])
})

describe('what stands in a FROM', () => {
  test.each([
    ['hive', 'SELECT * FROM t LATERAL VIEW OUTER explode(t.xs) e AS x, y LATERAL VIEW f(x) g JOIN u', 't u'],
    ['hive', 'SELECT * FROM t LATERAL VIEW explode((SELECT a FROM s)) e AS x, u', 's t'],
    ['mysql', 'SELECT * FROM t USE INDEX (i), u', 't u'],
    ['mysql', 'SELECT * FROM t USE INDEX (i), IGNORE KEY FOR ORDER BY (j), u', 't u'],
    ['mysql', 'SELECT * FROM t FORCE INDEX FOR JOIN (i) STRAIGHT_JOIN u', 't u'],
    ['mysql', 'SELECT * FROM t NATURAL LEFT OUTER JOIN u CROSS JOIN v ON left(t.a, 1) = v.a, w', 't u v w'],
    ['mysql', 'SELECT * FROM t LEFT JOIN u USING (a, b), v', 't u v'],
    ['mysql', "SELECT * FROM (SELECT * FROM t) AS 'a b', u 'c d', v", 't u v'],
    ['mysql', 'SELECT * FROM t FOR UPDATE', 't'],
    ['mysql', 'SELECT * FROM t FOR SYSTEM_TIME AS OF x, u', 't u'],
    ['mysql', 'SELECT * FROM t WHERE a IN (SELECT b FROM u) OR a IN (1, 2)', 't u'],
    ['sqlite', 'SELECT * FROM t WHERE a IN u OR b IN main.v OR c IN f(1)', 't u v'],
    ['postgresql', 'SELECT * FROM ROWS FROM (f(1), g((SELECT a FROM s))) AS r, t', 's t'],
    ['postgresql', 'SELECT * FROM ONLY t, LATERAL (SELECT * FROM u) AS x, f(1) AS g, v', 't u v'],
    ['mysql', 'INSERT INTO w SELECT * FROM t JOIN u ON t.a = u.a ON DUPLICATE KEY UPDATE a = 1', 't u'],
    ['postgresql', 'INSERT INTO w SELECT * FROM t ON CONFLICT (a) DO UPDATE SET a = excluded.a', 't'],
  ] as const)('%s: %s reads %s', (dialect, text, reads) => {
    const [effect] = analyze(text, { dialect }).effects
    expect([effect?.unknown, [...(effect?.reads ?? [])].sort().join(' ')]).toEqual([undefined, reads])
  })

  test.each(['SELECT * FROM @rows, t', "SELECT * FROM 'rows.csv'"])('%s may read anything', (text) => {
    expect(analyze(text).effects[0]?.unknown).toBeDefined()
  })
})
