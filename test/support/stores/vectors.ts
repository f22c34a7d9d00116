/** The vectors in fixtures/blocks: what any implementation of docs/model-format.md is held against. */
import { bytesOf, metadataOf, sha256 } from './models.ts'
import { type Member, tarball } from './tarball.ts'

/** Bytes as a file can hold them: base64, or how they are made. */
export type Bytes =
  | { readonly base64: string }
  /** `state = (1664525 * state + 1013904223) mod 2^32` from the seed on; each byte is the state's highest. */
  | { readonly generator: { readonly seed: number; readonly length: number }; readonly sha256: string }
  | { readonly length: number; readonly sha256: string }

/** The pieces one after another: a text, so many times. */
export type Text = readonly { readonly text: string; readonly times?: number }[]

export interface BlockVector {
  readonly title: string
  readonly metadata: Text
  readonly model: Bytes
  readonly blockSize: number
  readonly blocks: readonly Bytes[]
}

/** Rows to be read: what comes of them, or the fault, and whether reading metadata alone finds it. */
export interface RowsVector {
  readonly title: string
  readonly rows: readonly { readonly id: number; readonly base64?: string; readonly text?: string }[]
  readonly document?: unknown
  readonly model?: Bytes
  readonly fault?: { readonly kind: string; readonly message: string; readonly found: 'metadata' | 'model' }
}

export const textOf = (text: Text): string => text.map(({ text, times = 1 }) => text.repeat(times)).join('')

export function bytesOfVector(bytes: Bytes): Uint8Array | undefined {
  if ('base64' in bytes) return Buffer.from(bytes.base64, 'base64')
  return 'generator' in bytes ? bytesOf(bytes.generator.length, bytes.generator.seed) : undefined
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const short = (bytes: Uint8Array): Bytes =>
  bytes.length <= 512 ? { base64: base64(bytes) } : { length: bytes.length, sha256: sha256(bytes) }

function length64(length: bigint | number): Buffer {
  const head = Buffer.alloc(8)
  head.writeBigUInt64BE(BigInt(length))
  return head
}

/** Not by the code that is tested: this is what it is compared with. */
function valid(title: string, metadata: Text, seed: number, length: number, blockSize: number): BlockVector {
  const model = bytesOf(length, seed)
  const text = Buffer.from(textOf(metadata))
  const stream = Buffer.concat([length64(text.length), text, model])
  const count = Math.ceil(stream.length / blockSize)
  return {
    title,
    metadata,
    model: length <= 64 ? { base64: base64(model) } : { generator: { seed, length }, sha256: sha256(model) },
    blockSize,
    blocks: Array.from({ length: count }, (_, at) =>
      short(stream.subarray(at * blockSize, (at + 1) * blockSize)),
    ),
  }
}

const plain = JSON.stringify(metadataOf('m'))
const overhead = 8 + Buffer.byteLength(plain)
const padded = (text: string, times: number): Text => [
  { text: `${plain.slice(0, -1)},"later":"` },
  { text, times },
  { text: '"}' },
]

export const blockVectors: Readonly<Record<string, BlockVector>> = {
  'empty-model': valid('A model of no bytes', [{ text: plain }], 1, 0, 262144),
  'one-byte': valid('A model of one byte', [{ text: plain }], 2, 1, 262144),
  scripts: valid(
    'The length counts bytes, not characters',
    [
      {
        text: JSON.stringify(metadataOf('模型', { label: '类别 😀', select: 'SELECT "größe" FROM данные' })),
      },
    ],
    3,
    5,
    262144,
  ),
  'long-metadata': valid('Metadata longer than several blocks', [{ text: plain }], 4, 20, 64),
  'wide-length': valid('A length of three bytes, in big-endian order', padded('语', 30_000), 5, 10, 262144),
  'several-blocks': valid('A model of several blocks', [{ text: plain }], 6, 700_000, 262144),
  'full-last-block': valid(
    'The last block is full, and no empty one follows',
    [{ text: plain }],
    7,
    2 * 262144 - overhead,
    262144,
  ),
}

type Fault = NonNullable<RowsVector['fault']>

const stored = (...blocks: Uint8Array[]): RowsVector['rows'] =>
  blocks.map((block, id) => ({ id, base64: base64(block) }))
const whole = Buffer.concat([length64(Buffer.byteLength(plain)), Buffer.from(plain), bytesOf(9)])
const framed = (length: bigint | number, text: string | Uint8Array) =>
  Buffer.concat([length64(length), Buffer.from(text)])
const withText = (text: string | Uint8Array) => framed(Buffer.from(text).length, text)

function wrong(
  title: string,
  rows: RowsVector['rows'],
  message: string,
  { kind = 'damaged', found = 'metadata' }: Partial<Fault> = {},
): RowsVector {
  return { title, rows, fault: { kind, message, found } }
}

const notBelieved = (length: bigint) =>
  `it says that its metadata has ${length} bytes; more than 67108864 are not believed`

const rows = (...cuts: [id: number, from: number, to?: number][]): RowsVector['rows'] =>
  cuts.map(([id, from, to]) => ({ id, base64: base64(whole.subarray(from, to)) }))

export const wrongVectors: Readonly<Record<string, RowsVector>> = {
  'wrong-no-rows': wrong('A table without rows', [], 'it holds no bytes'),
  'wrong-short': wrong(
    'Fewer bytes than the length takes',
    stored(Buffer.alloc(7)),
    'it holds 7 bytes, fewer than the length of its metadata takes',
  ),
  'wrong-length': wrong(
    'A length larger than the data',
    stored(framed(1000, plain)),
    `it says that its metadata has 1000 bytes, but only ${plain.length} are there`,
  ),
  'wrong-length-2-32': wrong(
    'The right length, and 2^32 more: cut to 32 bits it would seem right',
    stored(framed(2n ** 32n + BigInt(plain.length), plain)),
    notBelieved(2n ** 32n + BigInt(plain.length)),
  ),
  'wrong-length-2-63': wrong(
    'A length of 2^63: negative where integers have a sign',
    stored(framed(2n ** 63n, plain)),
    notBelieved(2n ** 63n),
  ),
  'wrong-length-2-64': wrong(
    'The largest length: -1 where integers have a sign',
    stored(framed(2n ** 64n - 1n, plain)),
    notBelieved(2n ** 64n - 1n),
  ),
  'wrong-gap': wrong(
    'A block is missing inside the metadata',
    rows([0, 0, 20], [2, 20]),
    'block 1 is missing; the next one is 2',
  ),
  'wrong-gap-in-model': wrong(
    'A block is missing behind the metadata',
    rows([0, 0, whole.length - 9], [2, -9]),
    'block 1 is missing; the next one is 2',
    { found: 'model' },
  ),
  'wrong-first': wrong('No block 0', rows([1, 0]), 'block 0 is missing; the next one is 1'),
  'wrong-twice': wrong(
    'A block is there twice, as after two writers without a key',
    rows([0, 0, -9], [1, -9], [1, -9]),
    'block 1 is there more than once',
    { found: 'model' },
  ),
  'wrong-null': wrong('A block is NULL', [...rows([0, 0, 20]), { id: 1 }], 'block 1 is NULL'),
  'wrong-json': wrong('No JSON', stored(withText(plain.slice(0, -1))), 'its metadata is not JSON'),
  'wrong-utf8': wrong(
    'No UTF-8',
    stored(withText(Buffer.from('{"estimator":"\xe9"}', 'latin1'))),
    'its metadata is not UTF-8 text',
  ),
  'wrong-newer': wrong(
    'A format of the future',
    stored(withText(JSON.stringify(metadataOf('m', { formatVersion: 2 })))),
    'its metadata has format 2, and this release reads formats up to 1',
    { kind: 'newer' },
  ),
  'wrong-digest': wrong(
    'Bytes that the metadata was not written for',
    stored(
      Buffer.concat([withText(JSON.stringify(metadataOf('m', { sha256: '0'.repeat(64) }))), bytesOf(9)]),
    ),
    'its bytes are not those that its metadata was written for',
    { found: 'model' },
  ),
}

const sqlflow = {
  original_sql: 'SELECT * FROM 数据 TO TRAIN DNNClassifier WITH model.n_classes=3 LABEL y INTO m',
  select: 'SELECT * FROM 数据',
  validation_select: '',
  model_repo_image: '',
  class_name: 'DNNClassifier',
  attributes: { n_classes: 3 },
  features: null,
  label: null,
  evaluation: null,
  model_type: 0,
}
const document = {
  formatVersion: 1,
  originalSql: sqlflow.original_sql,
  select: sqlflow.select,
  estimator: 'DNNClassifier',
  engine: 'tensorflow',
  attributes: { 'model.n_classes': 3 },
  features: {},
  into: 'm',
  sqlflow: { attributes: { n_classes: 3 }, features: null, label: null, evaluation: null, model_type: 0 },
}
const model: Member = ['model_save/weights', 'not weights']
const described = (name: string): Member => [name, JSON.stringify(sqlflow)]

/** SQLFlow's own blocks are of 32768 bytes; shorter ones show that each is a base64 text of its own. */
const encoded = (stream: Uint8Array, size = 1000): RowsVector['rows'] =>
  Array.from({ length: Math.ceil(stream.length / size) }, (_, id) => ({
    id,
    text: base64(stream.subarray(id * size, (id + 1) * size)),
  }))

// Python's json.dumps writes ASCII only.
const ascii = JSON.stringify(sqlflow).replace(
  /[^\0-\x7f]/g,
  (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
)
const header = (length: number) => `0x${length.toString(16).padStart(8, '0')}`

export async function sqlflowVectors(): Promise<Readonly<Record<string, RowsVector>>> {
  const bare = await tarball([['./', ''], model])
  const headed = Buffer.concat([Buffer.from(header(ascii.length) + ascii), bare])
  const legacy = async (title: string, members: readonly Member[]): Promise<RowsVector> => {
    const bytes = await tarball(members)
    return { title, rows: encoded(bytes), document, model: short(bytes) }
  }
  const headedRows = encoded(headed)
  return {
    'sqlflow-header': {
      title: 'A length in hexadecimal digits, metadata, a tarball',
      rows: headedRows,
      document,
      model: short(bare),
    },
    'sqlflow-tarball-first': await legacy('A tarball that begins with its metadata', [
      described('model_meta.json'),
      model,
    ]),
    'sqlflow-tarball-last': await legacy('A tarball whose metadata comes last, behind ./', [
      model,
      ['other/model_meta.json', '{}'],
      described('./model_meta.json'),
    ]),
    'sqlflow-wrong-tarball': wrong(
      'A tarball without metadata',
      encoded(bare),
      'it is a tarball without model_meta.json, so nothing says what it is',
    ),
    'sqlflow-wrong-gzip': wrong(
      'A tarball that is cut off before its metadata',
      encoded((await tarball([model, described('model_meta.json')])).subarray(0, 1500)),
      'it is a tarball that can’t be unpacked: it is cut off, or parts are overwritten',
    ),
    'sqlflow-wrong-base64': wrong(
      'A block that is no base64',
      headedRows.map(({ id, text = '' }) => ({ id, text: `${text.slice(0, 40)}!${text.slice(41)}` })),
      'a block of it is no base64 text',
    ),
    'sqlflow-wrong-header': wrong(
      'A length that is no number',
      encoded(Buffer.from(`0x0000zz00${ascii}`)),
      'it begins like a model of SQLFlow, but the length of its metadata is no number',
    ),
    'sqlflow-pai': wrong(
      'A model of the PAI platform, which is metadata only',
      encoded(
        Buffer.from(`${header(72)}{"model_repo_image": "", "class_name": "randomforests", "model_type": 2}`),
      ),
      'it was trained by `randomforests` of the PAI platform, which only PAI can run',
      { kind: 'unsupported' },
    ),
  }
}
