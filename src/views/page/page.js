// The page of a program: what is selected on the one side is selected on the other. Plain script of browsers; it is
// packed into assets.ts by `npm run generate`, and loads nothing.

const statements = JSON.parse(document.getElementById('data').textContent)
const [graph, source, details, trail, search] = ['graph', 'source', 'details', 'trail', 'search'].map((id) =>
  document.getElementById(id),
)
const views = new Map([...document.querySelectorAll('template')].map((view) => [view.dataset.view, view]))
const viewOf = new Map()
for (const [name, { dataset }] of views)
  for (const id of (dataset.statements ?? '').split(' ')) viewOf.set(id, name)

let selected = ''
let shown = ''

// ── What is drawn ───────────────────────────────────────────────────────────────────────────────

const svg = () => graph.querySelector('svg')
const nodeOf = (id) => graph.querySelector(`[data-node="${CSS.escape(id)}"]`)
const textOf = (id) => source.querySelector(`[data-statement="${CSS.escape(id)}"]`)

function show(name) {
  const view = views.get(name)
  if (!view || shown === name) return
  shown = name
  graph.replaceChildren(view.content.cloneNode(true))
  for (const node of graph.querySelectorAll('.node')) {
    node.setAttribute('tabindex', '0')
    node.setAttribute('role', 'button')
    node.setAttribute('aria-label', node.querySelector('title').textContent)
  }
  const up = document.createElement('button')
  up.textContent = 'whole program'
  up.addEventListener('click', () => show('overview'))
  const here = document.createElement('span')
  here.textContent = view.dataset.title
  trail.replaceChildren(...(name !== 'overview' && views.has('overview') ? [up, ' › ', here] : [here]))
  frame()
}

// ── Where one looks: the part of the picture that is seen ───────────────────────────────────────

let box = { x: 0, y: 0, width: 1, height: 1 }

function look(next) {
  box = next
  svg()?.setAttribute('viewBox', `${box.x} ${box.y} ${box.width} ${box.height}`)
}

function frame() {
  const picture = svg()
  if (!picture) return
  const [width, height] = ['width', 'height'].map((side) => Number(picture.getAttribute(side)))
  const pane = graph.getBoundingClientRect()
  // No larger than life, and no smaller than can be read; then the top left is seen.
  const scale = Math.min(1, Math.max(0.6, Math.min(pane.width / width, pane.height / height)))
  const seen = { width: pane.width / scale, height: pane.height / scale }
  const x = seen.width > width ? (width - seen.width) / 2 : 0
  look({ x: x - 16, y: -16, ...seen })
}

function zoom(factor, at = { x: 0.5, y: 0.5 }) {
  const width = Math.min(1e6, Math.max(60, box.width * factor))
  const height = (box.height * width) / box.width
  look({ x: box.x + (box.width - width) * at.x, y: box.y + (box.height - height) * at.y, width, height })
}

function move(x, y) {
  look({ ...box, x: box.x + x * box.width, y: box.y + y * box.height })
}

/** Brings a node into the seen part, if it is not there. */
function reveal(node) {
  const { x, y, width, height } = node.getBBox()
  const inside = x > box.x && y > box.y && x + width < box.x + box.width && y + height < box.y + box.height
  if (!inside) look({ ...box, x: x + width / 2 - box.width / 2, y: y + height / 2 - box.height / 2 })
}

// ── What is selected ────────────────────────────────────────────────────────────────────────────

/** Nodes that can be reached along the arrows, in one direction. */
function reach(id, from, to) {
  const ways = new Map()
  for (const edge of graph.querySelectorAll('.edge')) {
    const list = ways.get(edge.dataset[from])
    if (list) list.push(edge)
    else ways.set(edge.dataset[from], [edge])
  }
  const found = new Set()
  const waiting = [id]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const edge of ways.get(next) ?? []) {
      edge.classList.add('lit')
      const other = edge.dataset[to]
      if (!found.has(other)) {
        found.add(other)
        waiting.push(other)
      }
    }
  }
  return found
}

function clear() {
  for (const one of document.querySelectorAll('.lit, .chosen, .dim'))
    one.classList.remove('lit', 'chosen', 'dim')
  graph.querySelector('[aria-pressed]')?.removeAttribute('aria-pressed')
}

function select(id, quiet) {
  clear()
  selected = id
  if (id === '') {
    details.replaceChildren()
    history.replaceState(null, '', location.pathname + location.search)
    return
  }
  const statement = statements[id]
  if (statement && !nodeOf(id) && viewOf.has(id)) show(viewOf.get(id))
  const node = nodeOf(id)
  if (node) {
    const lit = new Set([...reach(id, 'to', 'from'), ...reach(id, 'from', 'to'), id])
    for (const other of graph.querySelectorAll('.node'))
      other.classList.add(lit.has(other.dataset.node) ? 'lit' : 'dim')
    for (const edge of graph.querySelectorAll('.edge:not(.lit)')) edge.classList.add('dim')
    node.classList.add('chosen')
    node.setAttribute('aria-pressed', 'true')
    reveal(node)
  }
  // A table stands for the statements that write and read it.
  const texts = statement ? [id] : neighbours(id)
  for (const one of texts) textOf(one)?.classList.add('chosen')
  if (!quiet) uncover(textOf(texts[0]))
  describe(id, statement, node)
  if (statement) history.replaceState(null, '', `#s${Number(id) + 1}`)
}

/** Scrolls down or up to the beginning of a statement, never aside. */
function uncover(text) {
  if (!text) return
  const [pane, line] = [source.getBoundingClientRect(), text.getBoundingClientRect()]
  if (line.top < pane.top || line.top > pane.bottom - 60)
    source.scrollTop += line.top - pane.top - pane.height / 4
}

function neighbours(id) {
  const found = [...graph.querySelectorAll('.edge')]
    .filter(({ dataset }) => dataset.from === id || dataset.to === id)
    .map(({ dataset }) => (dataset.from === id ? dataset.to : dataset.from))
  return [...new Set(found)].sort((a, b) => a - b)
}

function describe(id, statement, node) {
  const lines = []
  const add = (words, ...links) => {
    const line = document.createElement('p')
    line.append(words)
    for (const other of links) {
      const link = document.createElement('button')
      link.textContent = statements[other]?.title ?? other
      link.addEventListener('click', () => select(String(other)))
      line.append(' ', link)
    }
    lines.push(line)
  }
  if (statement) {
    add(`${statement.title}, line ${statement.line}`)
    if (statement.reads.length > 0) add(`reads ${statement.reads.join(', ')}`)
    if (statement.writes.length > 0) add(`writes ${statement.writes.join(', ')}`)
    if (statement.unknown) add(statement.unknown)
    for (const [other, why] of statement.waits) add(`waits, as it ${why}:`, other)
    if (statement.waits.length === 0) add('waits for nothing')
  } else if (node) {
    add(node.querySelector('title').textContent)
    add('statements:', ...neighbours(id).filter((other) => statements[other]))
  }
  details.replaceChildren(...lines)
}

// ── Hands on mouse and keys ─────────────────────────────────────────────────────────────────────

let drag
graph.addEventListener('pointerdown', (event) => {
  drag = { x: event.clientX, y: event.clientY, box, moved: false }
})
graph.addEventListener('pointermove', (event) => {
  if (!drag || event.buttons === 0) return
  const scale = box.width / graph.clientWidth
  const [x, y] = [(event.clientX - drag.x) * scale, (event.clientY - drag.y) * scale]
  drag.moved ||= Math.abs(x) + Math.abs(y) > 4
  if (drag.moved) look({ ...box, x: drag.box.x - x, y: drag.box.y - y })
})
graph.addEventListener('click', (event) => {
  if (drag?.moved) return
  const node = event.target.closest('.node')
  if (node?.classList.contains('part')) show(node.dataset.node)
  else select(node?.dataset.node ?? '')
})
graph.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault()
    const pane = graph.getBoundingClientRect()
    const at = { x: (event.clientX - pane.x) / pane.width, y: (event.clientY - pane.y) / pane.height }
    zoom(Math.exp(Math.max(-0.5, Math.min(0.5, event.deltaY / 400))), at)
  },
  { passive: false },
)
source.addEventListener('click', (event) => {
  const text = event.target.closest('[data-statement]')
  if (text && getSelection().isCollapsed) select(text.dataset.statement, true)
})

function step(by) {
  const next =
    selected === '' || !statements[selected] ? (by > 0 ? 0 : statements.length - 1) : Number(selected) + by
  if (statements[next]) select(String(next))
}

function find(text, from) {
  const wanted = text.toLowerCase()
  if (wanted === '') return
  for (let at = 0; at < statements.length; at++) {
    const id = (from + at) % statements.length
    if (!textOf(String(id))?.textContent.toLowerCase().includes(wanted)) continue
    select(String(id))
    return
  }
  select('')
}
search.addEventListener('input', () => find(search.value, 0))
search.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') find(search.value, Number(selected || -1) + 1)
})

const keys = {
  j: () => step(1),
  k: () => step(-1),
  Escape: () => (selected === '' ? show('overview') : select('')),
  '+': () => zoom(0.8),
  '=': () => zoom(0.8),
  '-': () => zoom(1.25),
  0: frame,
  ArrowLeft: () => move(-0.15, 0),
  ArrowRight: () => move(0.15, 0),
  ArrowUp: () => move(0, -0.15),
  ArrowDown: () => move(0, 0.15),
  '/': () => search.focus(),
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const { target } = event
  if (target === search) {
    if (event.key === 'Escape') search.blur()
    return
  }
  const node = target.closest?.('.node')
  if (node && (event.key === 'Enter' || event.key === ' ')) {
    event.preventDefault()
    node.dispatchEvent(new MouseEvent('click', { bubbles: true }))
    return
  }
  // The source scrolls as everything that scrolls does.
  if (event.key.startsWith('Arrow') && source.contains(target)) return
  if (!Object.hasOwn(keys, event.key)) return
  event.preventDefault()
  keys[event.key]()
})
addEventListener('resize', frame)
addEventListener('beforeprint', () => {
  const picture = svg()
  if (picture)
    picture.setAttribute(
      'viewBox',
      `-16 -16 ${picture.getAttribute('width')} ${picture.getAttribute('height')}`,
    )
})
addEventListener('afterprint', frame)

const fromAddress = () => {
  const asked = /^#s(\d+)$/.exec(location.hash)
  if (asked && statements[asked[1] - 1]) select(String(asked[1] - 1))
}
addEventListener('hashchange', fromAddress)
show(views.has('overview') ? 'overview' : 'all')
fromAddress()
