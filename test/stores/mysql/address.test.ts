/** URLs of MySQL servers, in both spellings, and what is refused without showing a password. */
import { describe, expect, test } from 'vitest'
import { StoreError } from '../../../src/index.ts'
import { readAddress } from '../../../src/stores/mysql/address.ts'

describe('both spellings', () => {
  test.each([
    ['mysql://u:p@h:3307/db', { host: 'h', port: 3307, user: 'u', password: 'p', database: 'db' }],
    ['mysql://u@h/db', { host: 'h', port: 3306, user: 'u', database: 'db' }],
    ['mysql://h', { host: 'h', port: 3306, user: 'root' }],
    ['mysql:///db', { host: 'localhost', user: 'root', database: 'db' }],
    ['mysql://u%40x:p%3A%2F%40%23%3F@h/d%20b', { user: 'u@x', password: 'p:/@#?', database: 'd b' }],
    ['mysql://u:100%@h/db', { password: '100%' }],
    ['mysql://u:p@[::1]:3307/db', { host: '::1', port: 3307 }],
    ['tidb://u:p@h/db', { host: 'h', user: 'u' }],
    ['mysql://u:p@tcp(h:3307)/db', { host: 'h', port: 3307, user: 'u', password: 'p', database: 'db' }],
    ['mysql://u:p%40@tcp(h)/db', { host: 'h', port: 3306, password: 'p%40' }],
    ['mysql://u:p@:/?#% w@tcp(h)/db', { host: 'h', password: 'p@:/?#% w', database: 'db' }],
    ['mysql://u:p@tcp([::1]:3307)/db', { host: '::1', port: 3307 }],
    ['mysql://u:p@unix(/run/my.sock)/db', { socketPath: '/run/my.sock', database: 'db' }],
    ['mysql://u:p@tcp(h:3306)/db?maxAllowedPacket=0&parseTime=true', { tls: 'off', database: 'db' }],
  ])('%s', (url, expected) => {
    expect(readAddress(url)).toMatchObject(expected)
  })

  test('a password from elsewhere is taken where the URL has none', () => {
    expect(readAddress('mysql://u@h/db', 'other').password).toBe('other')
    expect(readAddress('mysql://u:own@h/db', 'other').password).toBe('own')
  })
})

describe('parameters', () => {
  test.each([
    ['', 'off'],
    ['tls=true', 'verify-identity'],
    ['tls=skip-verify', 'encrypted'],
    ['tls=preferred', 'preferred'],
    ['tls=false', 'off'],
    ['ssl-mode=REQUIRED', 'encrypted'],
    ['ssl_mode=VERIFY_CA', 'verify-ca'],
    ['sslmode=verify-full', 'verify-identity'],
    ['ssl-ca=%2Fetc%2Fca.pem', 'verify-identity'],
  ])('TLS by %s', (query, tls) => {
    expect(readAddress(`mysql://u:p@h/db?${query}`).tls).toBe(tls)
  })

  test.each([
    ['', 10_000, 30_000],
    ['timeout=500ms&readTimeout=2m', 500, 120_000],
    ['timeout=3&readTimeout=1.5s', 3000, 1500],
    ['timeout=1m30s&readTimeout=1h', 90_000, 3_600_000],
    ['timeout=0&readTimeout=0s', 10_000, 30_000],
  ])('times by %s', (query, connect, answer) => {
    const { connectTimeoutMs, queryTimeoutMs } = readAddress(`mysql://u:p@h/db?${query}`)
    expect([connectTimeoutMs, queryTimeoutMs]).toEqual([connect, answer])
  })
})

test.each([
  ['mysql://u:hush?hush@h/db', 'write special characters of the password as %40, %3F and the like'],
  ['mysql://u:hush@h:99999/db', 'a port is a number from 1 to 65535'],
  ['mysql://u:hush@h:x/db', 'write it as mysql://user@host:3306/database'],
  ['mysql://u:hush@h/db?tsl=true', 'perhaps the parameter tls was meant'],
  ['mysql://u:hush@h/db?tls=maybe', 'tls is one of true, false, skip-verify, preferred, verify-ca'],
  ['mysql://u:hush@h/db?timeout=soon', 'a time is written as 10s or 500ms'],
  ['mysql://u:hush@h/db?timeout=1m30', 'a time is written as 10s or 500ms'],
])('%s is refused', (url, help) => {
  let error: unknown
  try {
    readAddress(url)
  } catch (found) {
    error = found
  }
  expect(error).toBeInstanceOf(StoreError)
  const { fault, message, help: advice = '' } = error as StoreError
  expect([fault, advice]).toEqual(['refused', help])
  expect(message + advice).not.toContain('hush')
})
