/** How bad a diagnostic is: only errors keep a program from being compiled. */
export type Severity = 'error' | 'warning' | 'note'
