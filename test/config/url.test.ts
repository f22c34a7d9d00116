/** URLs of data sources and stores: what they name, and that nothing secret of them is ever shown. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hasPassword, parseUrl, redact } from '../../src/config/url.ts'

describe('a URL', () => {
  test.each([
    ['mysql://root:pw@host:3306/db', 'mysql', 'db', 'mysql://root:***@host:3306/db'],
    ['MySQL://reader@host/a%20b', 'mysql', 'a b', 'MySQL://reader@host/a%20b'],
    [
      'mysql://root:p@w/x@tcp(127.0.0.1:3306)/iris?maxAllowedPacket=0',
      'mysql',
      'iris',
      'mysql://root:***@tcp(127.0.0.1:3306)/iris?maxAllowedPacket=0',
    ],
    ['mysql://u:pw@unix(/run/my.sock)/db', 'mysql', 'db', 'mysql://u:***@unix(/run/my.sock)/db'],
    ['mysql://host/', 'mysql', undefined, 'mysql://host/'],
    ['mysql://[::1]:3306/db', 'mysql', 'db', 'mysql://[::1]:3306/db'],
    ['postgresql://u:pw@h/db?sslmode=require', 'postgresql', 'db', 'postgresql://u:***@h/db?sslmode=require'],
    ['sqlite:data/x.db', 'sqlite', undefined, 'sqlite:data/x.db'],
    ['sqlite:///data/a@b.db', 'sqlite', undefined, 'sqlite:///data/a@b.db'],
    ['memory:models.json', 'memory', undefined, 'memory:models.json'],
    [
      'oss://bucket/prefix?accessKeySecret=abc&region=cn',
      'oss',
      undefined,
      'oss://bucket/prefix?accessKeySecret=***&region=cn',
    ],
    ['oss://id:abc@bucket/p', 'oss', undefined, 'oss://***:***@bucket/p'],
    [
      'maxcompute://ak:sk@service.odps/api?curr_project=proj&scheme=http',
      'maxcompute',
      'proj',
      'maxcompute://***:***@service.odps/api?curr_project=proj&scheme=http',
    ],
    ['hive://root:root@localhost:10000/churn', 'hive', 'churn', 'hive://root:***@localhost:10000/churn'],
    ['hive://h:1/churn;password=abc;ssl=true', 'hive', 'churn', 'hive://h:1/churn;password=***;ssl=***'],
  ])('%s', (url, scheme, database, redacted) => {
    expect(parseUrl(url)).toEqual({ scheme, redacted, ...(database ? { database } : {}) })
  })
})

test.each([
  ['hunter2', '(not a URL)'],
  ['root:hunter2@tcp(h:3306)/db', '(not a URL)'],
  ['jdbc:mysql://h/db?password=hunter2', '(not a URL)'],
  ['mysql://:hunter2@', 'mysql://:***@'],
  ['mysql://root:hunter2', 'mysql://root:***'],
  ['mysql://u:hun?ter2@h/db', 'mysql://***'],
  ['mysql://h/db?mail=a@b&password=hunter2', 'mysql://***'],
  ['mysql://u:hunter2@h@i/db', 'mysql://u:***@i/db'],
  ['mysql://u@h/db?hunter2', 'mysql://u@h/db?***'],
  ['mysql://u@h/db?PASSWORD=hunter2&a=b=c&', 'mysql://u@h/db?PASSWORD=***&a=***&'],
  ['mysql://u@h/db#hunter2', 'mysql://u@h/db'],
  ['oss://b/p?Signature=hunter2&security-token=hunter2', 'oss://b/p?Signature=***&security-token=***'],
  ['mysql://', 'mysql://'],
  ['', '(not a URL)'],
])('%s shows nothing secret', (url, redacted) => {
  expect(redact(url)).toBe(redacted)
  expect(redact(url)).not.toContain('hunter2')
})

test.each([
  ['mysql://u:pw@h/d', true],
  ['mysql://u@h/d?password=x', true],
  ['oss://b/p?x-oss-security-token=t', true],
  ['oss://b/p?accessKeySecret=t', true],
  ['hive://h/d;password=x', true],
  ['mysql://u:p?w@h/d', true],
  ['mysql://u@h:3306/d?foo=bar', false],
  ['mysql://u:@h/d', false],
  ['sqlite:a:b@c.db', false],
  ['hunter2', false],
])('whether %s has a password: %s', (url, expected) => {
  expect(hasPassword(url)).toBe(expected)
})

test('no password is shown, whatever it is made of', () => {
  const part = fc.string({ unit: fc.constantFrom(...'aZ0:/?#&=;@%()[] \\'), maxLength: 8 })
  fc.assert(
    fc.property(part, part, part, (before, after, rest) => {
      const url = `mysql://user:${before}hunter2${after}@host:3306/db${rest}`
      expect(redact(url)).not.toContain('hunter2')
      expect(hasPassword(url)).toBe(true)
    }),
    { numRuns: 5000 },
  )
})
