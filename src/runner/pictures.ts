/** Pictures in terminals that can show them. */

type Environment = Readonly<Record<string, string | undefined>>

const shows = {
  iterm: (base64: string, size: number) => `\u001b]1337;File=inline=1;size=${size}:${base64}\u0007\n`,
  kitty: (base64: string) => kitty(base64),
} as const

/** The protocol of this terminal, if it is known to have one. */
function protocol(env: Environment): keyof typeof shows | undefined {
  // Multiplexers swallow pictures, or pass on half of them.
  if (env['TMUX'] || env['STY']) return undefined
  if (env['KITTY_WINDOW_ID'] || env['TERM'] === 'xterm-kitty') return 'kitty'
  return ['iTerm.app', 'WezTerm'].includes(env['TERM_PROGRAM'] ?? '') ? 'iterm' : undefined
}

export function canShowPictures(env: Environment): boolean {
  return protocol(env) !== undefined
}

/** The sequence that shows a PNG here; empty where none does. */
export function inlinePicture(png: Uint8Array, env: Environment): string {
  const name = protocol(env)
  return name === undefined ? '' : shows[name](base64Of(png), png.length)
}

/** In groups of three bytes, of which each gives four letters. */
function base64Of(bytes: Uint8Array): string {
  const step = 3 * 4096
  let text = ''
  for (let at = 0; at < bytes.length; at += step) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + step)))
  }
  return text
}

/** https://sw.kovidgoyal.net/kitty/graphics-protocol/ */
function kitty(base64: string): string {
  const parts = base64.match(/.{1,4096}/g) ?? []
  const pieces = parts.map((part, at) => {
    const about = at === 0 ? 'f=100,a=T,' : ''
    return `\u001b_G${about}m=${at < parts.length - 1 ? 1 : 0};${part}\u001b\\`
  })
  return `${pieces.join('')}\n`
}
