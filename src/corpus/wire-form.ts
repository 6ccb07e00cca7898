import { DELIVERIES, type Statement, type WireForm } from '../model/statement.js'

/** What `-- @delivery` says. */
export type DeliveryText = Pick<Statement, 'delivery' | 'wire'>

/** The words of `-- @delivery` behind the kind of delivery; `fetch` and `cancel` come with a number. */
const WORDS: Readonly<Record<string, WireForm>> = {
  'results=binary': { results: 'binary' },
  'params=binary': { parameters: 'binary' },
  'sync=each': { sync: 'each' },
  abandon: { abandon: true },
  describe: { describeOnly: true },
}

const NUMBERS: Readonly<Record<string, (number: number) => WireForm>> = {
  fetch: (fetchRows) => ({ fetchRows }),
  cancel: (cancelAfterMs) => ({ cancelAfterMs }),
}

/** Reads `prepared results=binary fetch=2`. Undefined when it is no such text. */
export function readDelivery(value: string): DeliveryText | undefined {
  const [kind, ...words] = value.split(/[ \t]+/)
  const delivery = DELIVERIES.find((known) => known === kind)
  const forms = words.map(readWord)
  if (!delivery || forms.some((form) => form === undefined)) return undefined
  return words.length === 0 ? { delivery } : { delivery, wire: Object.assign({}, ...forms) }
}

function readWord(word: string): WireForm | undefined {
  const numbered = /^(\w+)=(\d{1,9})$/.exec(word)
  if (word === 'fetch=0') return undefined // A page has a row, or there is no end of pages.
  return numbered ? NUMBERS[numbered[1] ?? '']?.(Number(numbered[2])) : WORDS[word]
}

/** The text that readDelivery reads; undefined for a plain simple query. */
export function printDelivery({ delivery, wire = {} }: DeliveryText): string | undefined {
  const words = Object.entries(WORDS).filter(([, form]) => includes(wire, form))
  const { fetchRows, cancelAfterMs } = wire
  const all = [
    delivery,
    ...words.map(([word]) => word),
    ...(fetchRows === undefined ? [] : [`fetch=${fetchRows}`]),
    ...(cancelAfterMs === undefined ? [] : [`cancel=${cancelAfterMs}`]),
  ]
  return all.length === 1 && delivery === 'simple' ? undefined : all.join(' ')
}

function includes(wire: WireForm, form: WireForm): boolean {
  return Object.entries(form).every(([key, value]) => wire[key as keyof WireForm] === value)
}
