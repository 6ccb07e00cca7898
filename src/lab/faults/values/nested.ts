import { duckdbText } from '../../../values/duckdb-text.js'
import { changed, faultOf, respelled } from './value-fault.js'

const BITS_PER_BYTE = 8

function itemsOf(value: unknown): readonly unknown[] {
  return (value as { readonly items: readonly unknown[] }).items
}

export const arrayNullUnquoted = faultOf(['LIST', 'ARRAY'], (wire) =>
  respelled(wire, (text) => text.replace(/(?<=[{,])"(null)"(?=[,}])/gi, '$1')),
)

export const listNullsDropped = faultOf(['LIST'], (wire) =>
  changed(wire, (value) => ({ items: itemsOf(value).filter((item) => item !== null) })),
)

export const emptyListAsNull = faultOf(['LIST'], (wire) =>
  changed(wire, (value) => (itemsOf(value).length === 0 ? null : value)),
)

/** Only where the values have names: without names their order is all that they have. */
export const structFieldsReversed = faultOf(['STRUCT'], (wire, type) => {
  if (type.id !== 'STRUCT') return wire
  const reversed = { ...type, fields: type.fields.toReversed() }
  const text = (value: unknown) =>
    'entries' in (value as object) ? duckdbText(value, reversed) : wire.text(value)
  return { text, binary: text }
})

interface MapValue {
  readonly entries: readonly { readonly key: unknown; readonly value: unknown }[]
}

export const mapEntriesSorted = faultOf(['MAP'], (wire, type) => {
  if (type.id !== 'MAP') return wire
  const keyText = ({ key }: MapValue['entries'][number]) => duckdbText(key, type.key) ?? ''
  return changed(wire, (value) => ({
    entries: (value as MapValue).entries.toSorted((a, b) => (keyText(a) < keyText(b) ? -1 : 1)),
  }))
})

/** As if the bytes of a bitmap were taken for elements: the first is eight bits in one, others are zero. */
export const booleanArrayBitPacked = faultOf(['LIST', 'ARRAY'], (wire, type) => {
  if ((type.id !== 'LIST' && type.id !== 'ARRAY') || type.child.name !== 'BOOLEAN') return wire
  return {
    binary: (value) => {
      const bytes = Buffer.from(wire.binary(value) as Uint8Array)
      packBits(bytes, itemsOf(value))
      return bytes
    },
  }
})

/** Puts a byte of the bitmap in the place of each element that is there. */
function packBits(bytes: Buffer, items: readonly unknown[]): void {
  const bitmap = items.reduce<number[]>((packed, item, at) => {
    const byte = Math.floor(at / BITS_PER_BYTE)
    packed[byte] = (packed[byte] ?? 0) | (item === true ? 1 << (at % BITS_PER_BYTE) : 0)
    return packed
  }, [])
  let at = ARRAY_HEADER_BYTES
  for (const [index, item] of items.entries()) {
    at += LENGTH_BYTES
    if (item === null) continue
    bytes.writeUInt8(bitmap[index] ?? 0, at)
    at += 1
  }
}

const ARRAY_HEADER_BYTES = 20
const LENGTH_BYTES = 4
