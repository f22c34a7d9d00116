/** Links, metadata and sessions through the whole pipeline: the paper's two cases, and what comes near them. */
import { describe, expect, test } from 'vitest'
import {
  analyze,
  type CompileOptions,
  compile,
  type Diagnostic,
  MemoryStore,
  type Metadata,
  type MetadataReader,
  type Plan,
  plan,
  type Step,
} from '../../src/index.ts'

/** With a producer in the program nobody may ask the store. */
const untouchable: MetadataReader = {
  url: 'memory:',
  readMetadata: () => Promise.reject(new Error('the store was asked for metadata')),
  listModels: () => Promise.reject(new Error('the store was asked for its models')),
}

const iris: Metadata = {
  formatVersion: 1,
  originalSql: 'SELECT * FROM my_db.train_table TO TRAIN …',
  select: 'SELECT * FROM my_db.train_table',
  image: 'my_docker_registry/my_docker_image:latest',
  estimator: 'MyDNNClassifier',
  engine: 'tensorflow',
  attributes: { 'model.n_classes': 2 },
  features: {},
  label: 'class',
  into: 'my_model',
}

async function planned(
  text: string,
  store: MetadataReader = untouchable,
  options: CompileOptions = {},
): Promise<Plan> {
  const { plan: made, diagnostics } = await plan(text, options, { store })
  if (!made) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return made
}

async function problems(
  text: string,
  store: MetadataReader = untouchable,
  options: CompileOptions = {},
): Promise<readonly Diagnostic[]> {
  return (await plan(text, options, { store })).diagnostics.filter(({ severity }) => severity !== 'note')
}

function byKind({ steps }: Plan, kind: Step['kind']): Step[] {
  return steps.filter((step) => step.kind === kind)
}

const train = (estimator: string, into: string, rest = ''): string =>
  `SELECT * FROM my_db.train_table\nTO TRAIN ${estimator}\nWITH ${estimator.includes('xgboost') ? 'objective = "binary:logistic"' : 'model.n_classes = 2'}\nLABEL class\n${rest}INTO ${into};\n`
const predict = (model: string, table = 'my_db.result'): string =>
  `SELECT * FROM my_db.test_table\nTO PREDICT ${table}.class\nUSING ${model};\n`

const dnn = 'my_docker_registry/my_docker_image:latest/MyDNNClassifier'
const trees = 'my_docker_registry/my_xgboost_image:1.2/xgboost.gbtree'

describe('the paper', () => {
  test('case 2: the prediction has the training’s image and metadata, depends on it, and asks no store', async () => {
    const made = await planned(train(dnn, 'my_model') + predict('my_model'))
    const [first, second] = made.steps
    expect(second).toMatchObject({
      kind: 'predict',
      engine: 'tensorflow',
      image: 'my_docker_registry/my_docker_image:latest',
      dependsOn: [first?.id],
      model: { name: 'my_model', from: 'program', producer: { statement: 0, line: 1, column: 1 } },
      program: 'tensorflow.predict',
    })
    expect(second?.metadata).toMatchObject({
      estimator: 'MyDNNClassifier',
      attributes: { 'model.n_classes': 2 },
      label: 'class',
    })
    expect(second?.spec).toMatchObject({
      metadata: second?.metadata,
      resultTable: 'my_db.result',
      resultColumn: 'class',
    })
  })

  test('case 1: the store is asked once, and says image and engine', async () => {
    const store = new MemoryStore({ my_model: iris })
    const made = await planned(predict('my_model') + predict('my_model', 'my_db.second'), store)
    expect(store.asked).toEqual(['my_model'])
    expect(made.steps.map(({ image, engine, model }) => [image, engine, model])).toEqual(
      Array(2).fill([
        'my_docker_registry/my_docker_image:latest',
        'tensorflow',
        { name: 'my_model', from: 'store', store: 'memory:' },
      ]),
    )
  })

  test('an XGBoost model gives the programs of another engine', async () => {
    const made = await planned(train(trees, 'my_model') + predict('my_model'))
    expect(made.steps.map(({ program, image }) => [program, image])).toEqual([
      ['xgboost.train', 'my_docker_registry/my_xgboost_image:1.2'],
      ['xgboost.predict', 'my_docker_registry/my_xgboost_image:1.2'],
    ])
  })
})

describe('links', () => {
  const every = `${train(trees, 'm')}${predict('m')}SELECT * FROM t TO EVALUATE m LABEL class INTO my_db.e;
SELECT * FROM t TO EXPLAIN m;
SHOW TRAIN m;
${train(trees, 'm2', 'USING m\n')}`

  test('every kind of use gets the metadata of its producer', async () => {
    const made = await planned(every)
    for (const step of made.steps.slice(1)) {
      expect([step.kind, step.model?.name, step.image]).toEqual([
        step.kind,
        'm',
        'my_docker_registry/my_xgboost_image:1.2',
      ])
      expect(step.engine).toBe('xgboost')
    }
  })

  test('a name that is trained twice: each use has its own training, and the second waits for the first’s uses', async () => {
    const text = train(dnn, 'm') + predict('m', 'my_db.a') + train(trees, 'm') + predict('m', 'my_db.b')
    const made = await planned(text)
    expect(byKind(made, 'predict').map(({ model, engine }) => [model?.producer?.statement, engine])).toEqual([
      [0, 'tensorflow'],
      [2, 'xgboost'],
    ])
    expect(made.steps[2]?.dependsOn).toEqual([made.steps[1]?.id])
  })

  test('a model that is dropped: an error that shows both places', async () => {
    const [problem] = await problems(`${train(dnn, 'm')}DROP TABLE m;\n${predict('m')}`)
    expect(problem).toMatchObject({ code: 'SF201', span: { line: 9 }, labels: [{ span: { line: 6 } }] })
    expect(await problems(`${train(dnn, 'm')}DROP DATABASE d;\n${predict('m')}`, untouchable)).toEqual([])
    expect((await problems(`${train(dnn, 'd.m')}DROP DATABASE d;\n${predict('d.m')}`))[0]?.code).toBe('SF201')
  })

  test('dropped and trained again is fine', async () => {
    expect(
      await problems(`${train(dnn, 'm')}DROP TABLE IF EXISTS m;\n${train(trees, 'm')}${predict('m')}`),
    ).toEqual([])
  })

  test('a rename is followed, a swap too', async () => {
    const renamed = await planned(`${train(trees, 'm')}RENAME TABLE m TO best;\n${predict('best')}`)
    expect(byKind(renamed, 'predict')[0]?.model?.producer?.statement).toBe(0)
    const swapped = await planned(
      `${train(dnn, 'a')}${train(trees, 'b')}RENAME TABLE a TO x, b TO a, x TO b;\n${predict('a', 'my_db.p')}${predict('b', 'my_db.q')}`,
    )
    expect(byKind(swapped, 'predict').map(({ engine }) => engine)).toEqual(['xgboost', 'tensorflow'])
    expect(
      (await problems(`${train(trees, 'm')}ALTER TABLE m RENAME TO best;\n${predict('m')}`))[0]?.code,
    ).toBe('SF201')
  })

  test('trained later: the external model is taken, with a warning that shows both places', async () => {
    const store = new MemoryStore({ m: iris })
    const [problem, ...others] = await problems(predict('m') + train(trees, 'm'), store)
    expect(problem).toMatchObject({
      code: 'SF202',
      severity: 'warning',
      span: { line: 3 },
      labels: [{ span: { line: 8 } }],
    })
    expect(others).toEqual([])
    const made = await planned(predict('m') + train(trees, 'm'), store)
    expect(made.steps[0]?.engine).toBe('tensorflow')
    expect(made.steps[1]?.dependsOn).toEqual([made.steps[0]?.id])
  })

  test('a chain of continued trainings carries the image, the features and the label', async () => {
    const text = `SELECT * FROM a TO TRAIN reg/img:1/MyNet COLUMN DENSE(x, 4) LABEL class INTO m1;
SELECT * FROM b TO TRAIN MyNet USING m1 INTO m2;
SELECT * FROM c TO TRAIN MyNet USING m2 INTO m3;
${predict('m3')}`
    const made = await planned(text)
    expect(made.steps.map(({ image }) => image)).toEqual(Array(4).fill('reg/img:1'))
    expect(made.steps[3]?.metadata).toMatchObject({
      image: 'reg/img:1',
      label: 'class',
      preTrainedModel: 'm2',
      features: { feature_columns: [{ function: 'DENSE', arguments: [{ column: 'x' }, 4] }] },
    })
  })

  test('a model can continue from itself, of an earlier run', async () => {
    const store = new MemoryStore({ m: { ...iris, estimator: 'xgboost.gbtree', engine: 'xgboost' } })
    expect(await problems(train(trees, 'm', 'USING m\n'), store)).toEqual([])
    expect(store.asked).toEqual(['m'])
  })

  test('names meet as the dialect and the current database have it', async () => {
    const made = await planned(`USE my_db;\n${train(dnn, 'm')}${predict('my_db.m')}`)
    expect(byKind(made, 'predict')[0]?.model?.from).toBe('program')
    const lowered = await planned(`${train(dnn, 'Model')}${predict('MODEL')}`, untouchable, {
      dialect: 'hive',
    })
    expect(byKind(lowered, 'predict')[0]?.model?.from).toBe('program')
  })

  test('in OSS a model has nothing to do with a table of its name', async () => {
    const made = await planned(`${train(dnn, 'm')}DROP TABLE m;\n${predict('m')}`, untouchable, {
      modelStore: 'oss://bucket/models',
    })
    expect(byKind(made, 'predict')[0]?.model?.from).toBe('program')
    expect(made.steps[1]?.dependsOn).toEqual([])
  })
})

describe('external models', () => {
  test('one that is not there: the nearest names that are', async () => {
    const store = new MemoryStore({ my_model: iris, other: iris })
    const [problem] = await problems(predict('my_modle'), store)
    expect(problem).toMatchObject({ code: 'SF203', help: expect.stringContaining('my_model') })
  })

  test('many are read a few at a time, each once, and all failures are told', async () => {
    let running = 0
    let most = 0
    const slow: MetadataReader = {
      url: 'memory:',
      readMetadata: async (name) => {
        most = Math.max(most, ++running)
        await new Promise((resolve) => setTimeout(resolve, 2))
        running--
        if (name.endsWith('3')) throw new Error('no route to host')
        return iris
      },
      listModels: async () => [],
    }
    const text = Array.from({ length: 40 }, (_, i) => predict(`m${i}`, `my_db.t${i}`)).join('')
    const found = await problems(text, slow)
    expect(found.map(({ code }) => code)).toEqual(Array(4).fill('SF204'))
    expect(most).toBeLessThanOrEqual(8)
  })

  test('a store that never answers does not hold up the compiler', async () => {
    const silent: MetadataReader = {
      url: 'memory:',
      readMetadata: () => new Promise(() => {}),
      listModels: async () => [],
    }
    const { diagnostics } = await plan(predict('m'), {}, { store: silent, deadlineMs: 30 })
    expect(diagnostics.map(({ code }) => code)).toEqual(['SF204'])
  })

  test('offline nobody is asked', async () => {
    expect((await problems(predict('m'), untouchable, { offline: true })).map(({ code }) => code)).toEqual([
      'SF203',
    ])
  })
})

describe('sessions', () => {
  test('USE is resolved and SET replayed, for later steps only', async () => {
    const made = await planned(
      `SELECT 1;\nSET sql_mode = 'ANSI';\nUSE a;\nSELECT * FROM t;\nSET sql_mode = '';\n${train(dnn, 'm')}`,
    )
    expect(made.steps.map(({ statements, settings }) => [statements, settings])).toEqual([
      [[0], []],
      [[3], [1]],
      [[5], [4]],
    ])
    expect(made.steps[1]?.spec).toMatchObject({ database: 'a', settings: ["SET sql_mode = 'ANSI'"] })
  })

  test('a TRAIN saves under the name that its uses ask for', async () => {
    const { steps } = await planned(`USE a;\n${train(dnn, 'm')}\nUSE b;\n${predict('a.m')}`)
    expect(steps.map(({ spec }) => spec)).toMatchObject([{ into: 'a.m' }, { model: 'a.m', database: 'b' }])
  })

  test('a transaction is one step, in order, with the settings between its statements', async () => {
    const made = await planned(
      'BEGIN;\nINSERT INTO a VALUES (1);\nSET @x = 2;\nUPDATE b SET y = @x;\nCOMMIT;\nSELECT * FROM a;',
    )
    expect(made.steps.map(({ statements }) => statements)).toEqual([[0, 1, 2, 3, 4], [5]])
    expect(made.steps[1]?.dependsOn).toEqual([made.steps[0]?.id])
  })

  test('what would have to run between two bound statements joins them', async () => {
    const made = await planned(`CREATE TEMPORARY TABLE tt AS SELECT * FROM a;
INSERT INTO a VALUES (1);
CREATE TABLE apart AS SELECT 1;
INSERT INTO tt SELECT * FROM a;`)
    expect(made.steps.map(({ statements }) => statements)).toEqual([[0, 1, 3], [2]])
  })

  test('a training in between is an error that says so', async () => {
    const [problem] = await problems(`BEGIN;\n${train(dnn, 'm')}COMMIT;`)
    expect(problem).toMatchObject({ code: 'SF502', span: { line: 3 } })
    const text = `CREATE TEMPORARY TABLE tt AS SELECT * FROM my_db.train_table;\n${train(dnn, 'm')}SELECT * FROM my_db.x TO PREDICT my_db.train_table.y USING m;\nINSERT INTO tt SELECT * FROM my_db.train_table;`
    expect((await problems(text)).map(({ code }) => code)).toContain('SF502')
  })

  test.each([
    ['BEGIN; INSERT INTO t VALUES (1);', 'transaction', 'COMMIT before this statement'],
    [
      'CREATE TEMPORARY TABLE t (y INT);',
      'temporary table',
      'make it an ordinary table, and drop it at the end',
    ],
    ['LOCK TABLES t WRITE;', 'table lock', 'UNLOCK TABLES before this statement'],
    [
      'SELECT @a := 1 FROM t; SELECT @a;',
      'user variable @a',
      'write the value into the statement, or into a table',
    ],
  ])('%s TO TRAIN: its session has a %s, and what to do is said', async (before, what, help) => {
    const [problem] = await problems(`${before}\nSELECT y, @a FROM t TO TRAIN a.B LABEL y INTO m;`)
    expect(problem).toMatchObject({
      code: 'SF502',
      message: `this can't share the ${what} of another step's session`,
      labels: [{ message: `the ${what} belongs to this statement's session` }],
      help,
    })
  })

  test('a constant is given to a training that uses it', async () => {
    const made = await planned(`SET @n = 5;\nSELECT * FROM t WHERE x > @n TO TRAIN a.B LABEL y INTO m;`)
    expect(made.steps.map(({ statements, settings }) => [statements, settings])).toEqual([[[1], [0]]])
  })

  test('a program of settings alone still has a step', async () => {
    expect((await planned('USE iris;')).steps).toHaveLength(1)
  })
})

describe('bad input', () => {
  test.each(['', '-- only a comment', ';;', '/* x */ ; '])(
    '%j plans to nothing and does not compile',
    async (text) => {
      expect((await planned(text)).steps).toEqual([])
      const { yaml, diagnostics } = await compile(text)
      expect(yaml).toBeUndefined()
      expect(diagnostics.some(({ severity, code }) => severity === 'error' && code === 'SF002')).toBe(true)
    },
  )

  test('one broken statement hides nothing of the others', () => {
    const { diagnostics } = analyze(
      `SELECT FROM;\n${train('DNNClassifer', 'm').replace('INTO m', 'INTO')}SELECT (1;\nSELECT * FROM t TO TRIAN x;\nSELECT 1 TO PREDICT t USING n;`,
    )
    expect(
      new Set(diagnostics.filter(({ severity }) => severity === 'error').map(({ span }) => span.line)),
    ).toEqual(new Set([1, 6, 7, 8, 9]))
  })
})
