import { type DuckType, typeKey } from '../../../values/duck-type.js'
import type { WireType } from '../../pgwire/wire-type.js'

/** Bends how the values of one type go out. What it has nothing to do with it returns as it is. */
export type ValueFault = (wire: WireType, type: DuckType) => WireType

/** A fault of the types with these names (`DOUBLE`, `LIST`). */
export function faultOf(
  names: readonly string[],
  bend: (wire: WireType, type: DuckType) => Partial<WireType>,
): ValueFault {
  return (wire, type) => (names.includes(typeKey(type)) ? { ...wire, ...bend(wire, type) } : wire)
}

/** Sends another value instead, in both formats; null for NULL. */
export function changed(
  wire: WireType,
  change: (value: unknown) => unknown,
): Pick<WireType, 'text' | 'binary'> {
  return { text: changedText(wire, change), binary: changedBinary(wire, change) }
}

/** As `changed`, in text format alone. */
export function changedText(wire: WireType, change: (value: unknown) => unknown): WireType['text'] {
  return (value) => {
    const instead = change(value)
    return instead === null ? null : wire.text(instead)
  }
}

/** As `changed`, in binary format alone. */
export function changedBinary(
  wire: WireType,
  change: (value: unknown) => unknown,
): WireType['binary'] {
  return (value) => {
    const instead = change(value)
    return instead === null ? null : wire.binary(instead)
  }
}

/** Changes the text that goes out. */
export function respelled(wire: WireType, spell: (text: string) => string): Pick<WireType, 'text'> {
  return {
    text: (value) => {
      const text = wire.text(value)
      return typeof text === 'string' ? spell(text) : text
    },
  }
}
