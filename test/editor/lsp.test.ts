/** The language server as an editor sees it: a process, spoken to over its standard input and output. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type {
  CompletionItem,
  DocumentHighlight,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Location,
  WorkspaceEdit,
} from 'vscode-languageserver-types'
import { Editor } from '../support/lsp.ts'

const program = `-- Irises.
-- Twice.
SELECT * FROM iris.train
TO TRAIN xgboost.gbtree
WITH objective = "multi:softmax", num_class = 3, train.num_boost_round = 10
COLUMN DENSE(sepal_length), petal_width
LABEL class
INTO my_model;

CREATE TABLE iris.sample AS SELECT * FROM iris.test;

SELECT * FROM iris.sample TO PREDICT iris.result.class USING my_model;
SELECT * FROM iris.sample TO EVALUATE my_model LABEL class INTO iris.scores;
SHOW TRAIN \`my_model\`;
DROP TABLE my_model;
`

describe('a session', () => {
  let editor: Editor
  let files = 0
  /** Documents of their own, so that one server is enough. */
  const opened = async (text: string): Promise<string> => {
    const file = `p${++files}.sql`
    await editor.open(file, text)
    return file
  }
  const shown = (file: string, places: readonly { range: Location['range'] }[] | null): string[] =>
    (places ?? []).map(({ range }) => editor.quote(file, range))

  beforeAll(async () => {
    editor = new Editor()
    await editor.initialize()
  })
  afterAll(() => editor.close())

  test('what is found has its code, its page, the other place, and says who says it', async () => {
    const text = program.replace('DENSE(sepal_length)', 'class')
    const [found, ...more] = await editor.open('found.sql', text)
    expect(more).toEqual([])
    expect(found).toMatchObject({
      code: 'SF401',
      source: 'sqlflowc',
      severity: 1,
      range: { start: { line: 5, character: 7 }, end: { line: 5, character: 12 } },
      codeDescription: { href: expect.stringMatching(/docs\/diagnostics\.md#sf401-label-among-columns$/) },
      relatedInformation: [
        { message: 'the label', location: { range: { start: { line: 6, character: 6 } } } },
      ],
    })
    expect(found?.message).toMatch(/^the label `class` is also a feature of the model\ntake it out/)
  })

  test('a statement that is being typed hides nothing of the others', async () => {
    const file = 'typing.sql'
    const wrong = program.replace('num_class', 'num_clas').replace('USING my_model', 'USING your_model')
    const before = (await editor.open(file, wrong)).map(({ code }) => code)
    expect(before).not.toEqual([])
    const broken = await editor.replace(file, 'AS SELECT * FROM iris.test', 'AS SELECT * FROM (iris.test')
    expect(broken.map(({ code }) => code)).toEqual(expect.arrayContaining(before))
    const added = broken.filter(({ code }) => !before.includes(code))
    expect(added.length).toBeGreaterThan(0)
    for (const { range } of added) expect(range.start.line).toBe(9)
    const mended = await editor.replace(file, '(iris.test', 'iris.test')
    expect(mended.map(({ code }) => code)).toEqual(before)
  })

  test('a text that many keys have changed is as the editor has it', async () => {
    const file = await opened('SELECT 1;\n')
    const end = { line: 1, character: 0 }
    const typed = 'SELECT * FROM iris.train TO TRAIN DNNClassifier INTO m'
    let character = 0
    for (const key of typed) {
      const at = { line: 1, character: character++ }
      await editor.send(file, [{ range: { start: at, end: at }, text: key }])
    }
    const found = await editor.found(file)
    expect(found.every(({ range }) => range.start.line === end.line)).toBe(true)
    const symbols = await editor.about<DocumentSymbol[]>('documentSymbol', file)
    expect(symbols.map(({ name }) => name)).toEqual(['SELECT 1', 'TRAIN m'])
    expect(editor.text(file)).toBe(`SELECT 1;\n${typed}`)
  })

  test('places are counted as the protocol counts them: by UTF-16, and with any line ends', async () => {
    const file = await opened(
      "SELECT '🌷🌷' FROM t;\r\nSELECT '🌷' FROM t TO TRAIN DNNClassifier WITH model.n_classes = 3, model.hidden_units = [1] LABEL c INTO m;\r\nSELECT '🌷' FROM t TO PREDICT r.c USING m;\r\n",
    )
    const found = await editor.at<Location>('definition', file, 'USING m|')
    expect(editor.quote(file, found.range)).toBe('2: m')
    const places = await editor.at<Location[]>('references', file, 'FROM |t;', {
      context: { includeDeclaration: true },
    })
    expect(shown(file, places)).toEqual(['1: t', '2: t', '3: t'])
  })

  test('definition goes from a model to its TRAIN, and from a table to what last made it', async () => {
    const file = await opened(program)
    const go = async (piece: string): Promise<string[]> => {
      const found = await editor.at<Location | null>('definition', file, piece)
      return shown(file, found && [found])
    }
    expect(await go('USING my_m|odel')).toEqual(['8: my_model'])
    expect(await go('TRAIN `my_model|`')).toEqual(['8: my_model'])
    expect(await go('FROM |iris.sample TO PREDICT')).toEqual(['10: iris.sample'])
    expect(await go('FROM iris.tra|in')).toEqual([])
    expect(await go('-- Ir|ises')).toEqual([])
  })

  test('definition of a name that was made twice is the last one before', async () => {
    const file = await opened(
      'CREATE TABLE t (a INT);\nSELECT a FROM t;\nDROP TABLE t;\nCREATE TABLE t (b INT);\nSELECT b FROM t;\nWITH t AS (SELECT 1) SELECT * FROM t;',
    )
    const go = async (piece: string): Promise<string[]> => {
      const found = await editor.at<Location | null>('definition', file, piece)
      return shown(file, found && [found])
    }
    expect(await go('SELECT a FROM t|')).toEqual(['1: t'])
    expect(await go('SELECT b FROM t|')).toEqual(['4: t'])
    // That is the query above it.
    expect(await go('SELECT * FROM t|')).toEqual([])
  })

  test('references and highlights are the names of one model, or of one table', async () => {
    const file = await opened(program)
    const model = ['8: my_model', '12: my_model', '13: my_model', '14: `my_model`', '15: my_model']
    const context = { includeDeclaration: true }
    expect(shown(file, await editor.at('references', file, 'INTO my|_model', { context }))).toEqual(model)
    const others = await editor.at<Location[]>('references', file, 'EVALUATE my|_model', {
      context: { includeDeclaration: false },
    })
    expect(shown(file, others)).toEqual(model.slice(1))
    const table = await editor.at<DocumentHighlight[]>('documentHighlight', file, 'TABLE iris.sam|ple')
    expect(table.map(({ range, kind }) => [editor.quote(file, range), kind])).toEqual([
      ['10: iris.sample', 3],
      ['12: iris.sample', 2],
      ['13: iris.sample', 2],
    ])
  })

  describe('rename', () => {
    const renamed = async (file: string, piece: string, newName: string): Promise<string> => {
      const edit = await editor.at<WorkspaceEdit>('rename', file, piece, { newName })
      await editor.apply(file, edit.changes?.[editor.uri(file)])
      return editor.text(file)
    }
    const refused = async (file: string, piece: string, newName: string): Promise<string> => {
      const before = editor.text(file)
      const error = await renamed(file, piece, newName).catch((reason: unknown) => reason)
      expect(editor.text(file)).toBe(before)
      return String(error)
    }

    test('changes all names of the model, and quotes stay', async () => {
      const file = await opened(program)
      const prepared = await editor.at('prepareRename', file, 'TRAIN `my_mo|del`')
      expect(prepared).toMatchObject({ placeholder: 'my_model', range: { start: { character: 12 } } })
      expect(await renamed(file, 'USING my_mo|del', 'iris_trees')).toBe(
        program.replaceAll('my_model', 'iris_trees'),
      )
      expect(await editor.found(file)).toEqual([])
    })

    const train =
      'SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL c INTO m;'
    const again =
      'SELECT * FROM a TO TRAIN xgboost.gbtree WITH objective = "reg:squarederror" LABEL c USING m INTO m;'

    test('leaves a model of the same name that another statement trains', async () => {
      const file = await opened(
        [
          train,
          'SELECT * FROM b TO PREDICT r.x USING m;',
          again,
          'SELECT * FROM b TO PREDICT r.y USING m;',
        ].join('\n'),
      )
      expect(await renamed(file, 'r.x USING m|', 'first')).toBe(
        [
          train.replace('INTO m', 'INTO first'),
          'SELECT * FROM b TO PREDICT r.x USING first;',
          again.replace('USING m', 'USING first'),
          'SELECT * FROM b TO PREDICT r.y USING m;',
        ].join('\n'),
      )
    })

    test('follows databases and ordinary SQL: what is called alike is not the same', async () => {
      const lines = [
        'USE one;',
        train,
        'SELECT * FROM m;',
        'DROP TABLE one.m;',
        'CREATE TABLE m (c INT);',
        'SELECT * FROM m;',
        'USE two;',
        train,
        'SELECT m FROM b AS m TO PREDICT r.m USING m;',
      ]
      const file = await opened(lines.join('\n'))
      const expected = lines.with(1, train.replace('INTO m', 'INTO n')).with(2, 'SELECT * FROM n;')
      expect(await renamed(file, 'INTO m|', 'n')).toBe(expected.with(3, 'DROP TABLE one.n;').join('\n'))
    })

    test.each([
      ['train', /a word of the language/],
      ['', /needs a name/],
      ['a.b', /has a dot/],
      ['two words', /without quotes/],
      ['9lives', /without quotes/],
      ['a`b', /quote/],
      ['a\nb', /line breaks/],
      ['other', /taken: line 2 names a model so/],
      ['OTHER', /taken: line 2/],
      ['a', /taken: line 1 names a table so/],
    ])('refuses %j', async (name, reason) => {
      const file = await opened(`${train}\n${train.replace('INTO m', 'INTO other')}`)
      expect(await refused(file, 'INTO m|', name)).toMatch(reason)
    })

    test('refuses what is no model of this program', async () => {
      const file = await opened(
        `${train}\nSELECT * FROM b TO PREDICT r.x USING elsewhere;\nALTER TABLE m RENAME TO m2;\nSELECT * FROM b TO PREDICT r.y USING m2;`,
      )
      expect(await refused(file, 'USING else|where', 'n')).toMatch(/not trained by this program/)
      expect(await refused(file, 'FROM a|', 'n')).toMatch(/is a table/)
      expect(await refused(file, 'LABEL c|', 'n')).toMatch(/there is none here/)
      expect(await refused(file, 'y USING m2|', 'n')).toMatch(/ordinary SQL gives/)
      await expect(editor.at('prepareRename', file, 'FROM a|')).rejects.toThrow(/is a table/)
    })
  })

  describe('hover', () => {
    const hovered = async (file: string, piece: string): Promise<string> => {
      const found = await editor.at<Hover | null>('hover', file, piece)
      return found === null ? '' : (found.contents as { value: string }).value
    }

    test('of a statement: what it touches, what it waits for and why', async () => {
      const file = await opened(program)
      expect(await hovered(file, '|SELECT * FROM iris.sample TO EV')).toBe(
        [
          '**statement 4** of 6\n',
          '- reads `iris.sample`',
          '- uses the model `my_model`',
          '- writes `iris.scores`',
          '- waits for line 3: reads model my\\_model',
          '- waits for line 10: reads table iris\\.sample',
        ].join('\n'),
      )
    })

    test('of a model: metadata, who makes it and who uses it', async () => {
      const file = await opened(program)
      const text = await hovered(file, 'USING my_m|odel')
      for (const part of [
        '**model** `my_model`',
        'estimator `xgboost.gbtree`, engine `xgboost`',
        'label `class`',
        'features `DENSE(sepal_length)`, `petal_width`',
        '`objective = "multi:softmax"`',
        'Trained in line 8',
        'Used in line 12, 13, 14.',
      ])
        expect(text).toContain(part)
      expect(text).not.toMatch(/undefined|\[object/)
    })

    test('of a model from elsewhere: that nothing here trains it', async () => {
      const file = await opened('SELECT * FROM b TO PREDICT r.x USING elsewhere;')
      expect(await hovered(file, 'USING else|where')).toContain('Trained elsewhere')
    })

    test('of tables, attributes, functions of COLUMN and estimators', async () => {
      const file = await opened(program)
      expect(await hovered(file, 'FROM iris.sam|ple')).toBe(
        '**table** `iris.sample`\n\n- made in line 10\n- read in line 12, 13',
      )
      expect(await hovered(file, 'FROM iris.tra|in')).toContain('Nothing in this program makes it')
      const attribute = await hovered(file, 'train.num_boost|_round')
      expect(attribute).toContain('whole number')
      expect(attribute).toMatch(/when absent: `\d+`/)
      expect(await hovered(file, 'DEN|SE(')).toContain('DENSE(column, 4, COMMA)')
      expect(await hovered(file, 'xgboost.gb|tree')).toContain('needs a LABEL')
    })

    test('of columns, where their types are known', async () => {
      const file = await opened(`CREATE TABLE iris.train (petal_width DOUBLE, class INT);\n${program}`)
      expect(await hovered(file, ', petal|_width\nLABEL')).toBe(
        '**column** `petal_width double`, from the SELECT of this statement',
      )
      expect(await hovered(file, 'LABEL cla|ss\nINTO')).toContain('**label** `class int`')
      expect(await hovered(file, 'LABEL cla|ss INTO iris.scores')).toContain('**statement 5**')
    })

    test('of a code in a comment: its explanation', async () => {
      const file = await opened('-- sqlflow-ignore SF401, model-dropped: SF401 is meant\nSELECT 1;')
      expect(await hovered(file, 'ignore SF4|01')).toContain('A model that is given the label')
      expect(await hovered(file, 'model-dro|pped')).toContain('SF201')
      expect(await hovered(file, ': SF4|01')).toBe('')
    })

    test('of hostile names is no Markdown', async () => {
      const file = await opened('SELECT * FROM `<img src=x>`;\nSELECT * FROM `a\\n](http://x)`;')
      expect(await hovered(file, '|SELECT * FROM `<img')).toContain('reads `<img src=x>`')
    })

    test('of nothing is nothing', async () => {
      const file = await opened('SELECT 1;\n\n\n-- end\n')
      expect(await hovered(file, '-- e|nd')).toBe('')
      expect(await editor.about('hover', file, { position: { line: 99, character: 99 } })).toBeNull()
      expect(await editor.about('hover', 'closed.sql', { position: { line: 0, character: 0 } })).toBeNull()
    })
  })

  test('completion works in a statement that nobody has finished', async () => {
    const file = await opened(
      `${program.replace('DROP TABLE my_model;', '')}SELECT * FROM iris.test TO PREDICT`,
    )
    const type = async (text: string): Promise<string[]> => {
      const document = editor.document(file)
      const end = document.positionAt(document.getText().length)
      await editor.send(file, [{ range: { start: end, end }, text }])
      const position = editor.document(file).positionAt(editor.text(file).length)
      const found = await editor.about<CompletionItem[] | null>('completion', file, { position })
      return (found ?? []).map(({ label }) => label)
    }
    expect(await type(' iris.out.class USING ')).toContain('my_model')
    expect(await type('my_model;\nSELECT a FROM t TO TRAIN xgboost.')).toContain('xgboost.gbtree')
    expect(await type('gbtree WITH ')).toContain('objective')
    expect(await type('objective = "reg:')).toContain('reg:squarederror')
  })

  test('the outline has every statement, a broken one too', async () => {
    const file = await opened(`${program}SELECT FROM WHERE;\nSELECT 2;`)
    const symbols = await editor.about<DocumentSymbol[]>('documentSymbol', file)
    expect(symbols.map(({ name, detail = '' }) => [name, detail])).toEqual([
      ['TRAIN my_model', 'xgboost.gbtree'],
      ['CREATE TABLE iris.sample', ''],
      ['PREDICT iris.result.class', 'using my_model'],
      ['EVALUATE iris.scores', 'using my_model'],
      ['SHOW TRAIN my_model', ''],
      ['DROP TABLE my_model', ''],
      ['SELECT FROM WHERE', ''],
      ['SELECT 2', ''],
    ])
  })

  test('statements and comments of several lines fold', async () => {
    const file = await opened(program)
    const ranges = await editor.about<FoldingRange[]>('foldingRange', file)
    expect(ranges.map(({ startLine, endLine, kind = '' }) => [startLine, endLine, kind])).toEqual([
      [2, 7, ''],
      [0, 1, 'comment'],
    ])
  })

  describe('quick fixes', () => {
    test('mend what is found', async () => {
      const file = 'fix.sql'
      const [found] = await editor.open(file, `-- sqlflow-ignore SF401: old\n${program}`)
      expect(found).toMatchObject({ code: expect.stringMatching(/^SF4/), tags: [1] })
      if (!found) return
      const [fix, ...more] = await editor.actions(file, found)
      expect(fix).toMatchObject({ title: 'remove the comment', kind: 'quickfix', isPreferred: true })
      expect(more).toEqual([])
      expect(await editor.apply(file, fix?.edit?.changes?.[editor.uri(file)])).toEqual([])
      expect(editor.text(file)).toBe(program)
    })

    test('all at once, when the editor asks for it', async () => {
      const file = 'fix-all.sql'
      const [found] = await editor.open(file, `-- sqlflow-ignore SF401: old\n${program}`)
      if (!found) throw new Error('nothing is found')
      const [fix] = await editor.actions(file, found, ['source.fixAll'])
      expect(await editor.apply(file, fix?.edit?.changes?.[editor.uri(file)])).toEqual([])
      expect(await editor.actions(file, found, ['refactor'])).toEqual([])
    })

    const leaking = program.replace('petal_width', 'class')
    test.each([
      ['in a statement', leaking],
      ['with other line ends', leaking.replaceAll('\n', '\r\n')],
      ['on one line', leaking.replaceAll('\n', ' ').replace(/^-- Irises. -- Twice. /, '')],
      [
        'behind another statement',
        `SELECT 1; ${leaking.replaceAll('\n', ' ').replace(/^-- Irises. -- Twice. /, '')}`,
      ],
      [
        'behind a string of two lines',
        leaking.replace('multi:softmax', 'multi:\\\nsoftmax').replace(/\nCOLUMN/, ' COLUMN'),
      ],
      ['in front of a comment', leaking.replace('class\nLABEL', 'class -- all\nLABEL')],
      ['indented', leaking.replace('\nCOLUMN', '\n    COLUMN')],
    ])('let a finding stay: %s', async (name, text) => {
      const file = `stay ${name}.sql`
      const found = (await editor.open(file, text)).find(({ code }) => code === 'SF401')
      if (!found) throw new Error('nothing is found')
      const ignore = (await editor.actions(file, found)).find(({ title }) => title.startsWith('ignore'))
      const after = await editor.apply(file, ignore?.edit?.changes?.[editor.uri(file)])
      expect(after.map(({ code }) => code)).not.toContain('SF401')
      expect(
        editor
          .text(file)
          .replace(/^ *-- sqlflow-ignore SF401: reason\r?\n| -- sqlflow-ignore SF401: reason/m, ''),
      ).toBe(text)
    })

    test('do not hide errors of the compiler', async () => {
      const [found] = await editor.open('error.sql', 'SELECT FROM t;')
      if (!found) throw new Error('nothing is found')
      expect(await editor.actions('error.sql', found)).toEqual([])
    })
  })

  test('a request that makes no sense gets an error, and the next one its answer', async () => {
    await expect(editor.connection.sendRequest('textDocument/hover', {})).rejects.toThrow()
    await expect(editor.connection.sendRequest('textDocument/noSuchThing', {})).rejects.toThrow(/noSuchThing/)
    const file = await opened(program)
    expect(await editor.at('hover', file, 'USING |my_model')).not.toBeNull()
  })

  test('a document that is closed has no findings any more', async () => {
    await editor.open('closing.sql', 'SELECT FROM t;')
    await editor.connection.sendNotification('textDocument/didClose', {
      textDocument: { uri: editor.uri('closing.sql') },
    })
    await editor.says('closing.sql', (diagnostics) => diagnostics.length === 0)
  })
})

describe('settings and lock', () => {
  const editors: Editor[] = []
  const started = async (files: Readonly<Record<string, string>>): Promise<Editor> => {
    const editor = new Editor(files)
    editors.push(editor)
    await editor.initialize()
    return editor
  }
  afterEach(() => {
    for (const editor of editors.splice(0)) editor.close()
  })
  const warned =
    'SELECT a FROM t TO PREDICT r.c USING elsewhere;\n-- sqlflow-ignore SF401: no more\nSELECT 1;'
  const changed = (editor: Editor, file: string): Promise<void> =>
    editor.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: editor.uri(file), type: 2 }],
    })

  test('are those of the folder above the document, and are read again when they change', async () => {
    const editor = await started({
      'one/sqlflow.yaml': 'lint:\n  rules:\n    unused-ignore: error\n',
      'one/sub/x': '',
      'two/sqlflow.yaml': 'lint:\n  rules:\n    unused-ignore: "off"\n',
    })
    const severities = async (file: string): Promise<unknown[]> =>
      (await editor.open(file, warned)).map(({ severity }) => severity)
    expect(await severities('one/sub/a.sql')).toEqual([1])
    expect(await severities('two/a.sql')).toEqual([])
    expect(await severities('a.sql')).toEqual([2])
    editor.folder.write('two/sqlflow.yaml', '')
    await changed(editor, 'two/sqlflow.yaml')
    await editor.says('two/a.sql', ([found]) => found?.severity === 2)
  })

  test('that are gone have no problems, and those of another folder keep theirs', async () => {
    const wrong = 'lint:\n  rules:\n    no-such-rule: error\n'
    const editor = await started({ 'one/sqlflow.yaml': wrong, 'two/sqlflow.yaml': wrong })
    for (const folder of ['one', 'two']) {
      await editor.open(`${folder}/a.sql`, 'SELECT 1;')
      const [found] = await editor.says(`${folder}/sqlflow.yaml`, ({ length }) => length > 0)
      expect(found).toMatchObject({ severity: 2, message: expect.stringContaining('no-such-rule') })
    }
    rmSync(join(editor.folder.path, 'one/sqlflow.yaml'))
    await changed(editor, 'one/sqlflow.yaml')
    await editor.says('one/sqlflow.yaml', ({ length }) => length === 0)
    await editor.says('two/sqlflow.yaml', ({ length }) => length > 0)
  })

  test('that are wrong are said where they stand, until they are right', async () => {
    const editor = await started({ 'sqlflow.yaml': 'lint:\n  rulez: {}\n' })
    await editor.open('a.sql', 'SELECT 1;')
    const [found] = await editor.says('sqlflow.yaml', ({ length }) => length > 0)
    expect(found?.range.start).toEqual({ line: 1, character: 2 })
    editor.folder.write('sqlflow.yaml', '')
    await editor.connection.sendNotification('textDocument/didSave', {
      textDocument: { uri: editor.uri('a.sql') },
    })
    await editor.says('sqlflow.yaml', ({ length }) => length === 0)
  })

  test('a lock that is no lock is said, and the program is checked without it', async () => {
    const editor = await started({ 'sqlflow.lock.json': '<<<<<<<' })
    expect(await editor.open('a.sql', 'SELECT FROM t;')).toHaveLength(1)
    const [found] = await editor.says('sqlflow.lock.json', ({ length }) => length > 0)
    expect(found?.message).toMatch(/is not JSON/)
  })
})

describe('a server', () => {
  let editor: Editor
  afterEach(() => editor.close())

  test('ends as it is told: well behind shutdown, badly without', async () => {
    editor = new Editor()
    await editor.initialize()
    expect(await editor.shutdown()).toBe(0)
    editor.close()
    editor = new Editor()
    await editor.initialize()
    await editor.connection.sendNotification('exit')
    expect((await editor.server.ended).code).toBe(1)
  })

  test('ends when its input ends', async () => {
    editor = new Editor()
    await editor.initialize()
    editor.server.process.stdin?.end()
    expect((await editor.server.ended).code).toBe(1)
  })

  test('ends when the editor has died without a word', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', ''])
    editor = new Editor()
    await editor.initialize({}, pid)
    expect((await editor.server.ended).code).toBe(1)
  })

  test('gets over what is no message at all', async () => {
    editor = new Editor()
    const write = (text: string): void => {
      editor.server.process.stdin?.write(text)
    }
    write('hello\r\n\r\n')
    write('Content-Length: x\r\n\r\n{}')
    write('Content-Length: 99999999999999\r\n\r\n{}\n')
    write('\0\0\r\n\r\nnothing ends here ')
    await editor.initialize()
    write('Content-Length: 5\r\n\r\n{{{{{')
    write('Content-Length: 2\r\n\r\n[]')
    write('Content-Length: 4\r\n\r\nnull')
    write('Content-Length: 17\r\n\r\n{"jsonrpc":"2.0"}')
    await editor.open('a.sql', 'SELECT FROM t;')
    expect(await editor.shutdown()).toBe(0)
    const { err, out } = await editor.server.ended
    expect(err).toMatch(/no message of the protocol/)
    expect(out).not.toMatch(/hello/)
  })

  test('writes no logs where the protocol is', async () => {
    editor = new Editor()
    await editor.initialize()
    await editor.open('a.sql', program)
    await editor.connection.sendRequest('textDocument/hover', {}).catch(() => {})
    await editor.shutdown()
    const { out } = await editor.server.ended
    expect(out).toMatch(/^(Content-Length: \d+\r\n\r\n\{[\s\S]*\})+$/)
  })
})
