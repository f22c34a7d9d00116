/** All I/O of the command, as one interface; `cli/node-host.ts` is the real one, tests have one in memory. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stderrIsTerminal: boolean
  exists(path: string): Promise<boolean>
  /** Rejects with an error that has a `code` such as ENOENT. */
  readFile(path: string): Promise<Uint8Array>
  readStdin(): Promise<Uint8Array>
  /** All or nothing: a failed write leaves the old content. */
  writeFile(path: string, text: string): Promise<void>
  out(text: string): void
  err(text: string): void
}
