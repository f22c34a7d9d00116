/** The line that is shown while models are read. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { progressOn } from '../../src/cli/progress.ts'
import { memoryHost } from '../support/memory-host.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('is shown on a terminal when it takes longer than a moment, and is taken away', () => {
  const host = memoryHost({}, { terminal: true })
  const progress = progressOn(host)
  progress.step(1, 40)
  expect(host.written.err).toBe('')
  vi.advanceTimersByTime(600)
  expect(host.written.err).toBe('\r\u001b[Kreading models: 1 of 40')
  progress.step(2, 40)
  expect(host.written.err).toContain('2 of 40')
  progress.end()
  expect(host.written.err.endsWith('\r\u001b[K')).toBe(true)
})

test('is not shown when it is quick, or when nobody looks', () => {
  const quick = memoryHost({}, { terminal: true })
  const progress = progressOn(quick)
  progress.step(1, 2)
  progress.end()
  const unseen = memoryHost()
  progressOn(unseen).step(1, 2)
  vi.advanceTimersByTime(10_000)
  expect(quick.written.err + unseen.written.err).toBe('')
})
