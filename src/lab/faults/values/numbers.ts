import { changed, changedText, faultOf, respelled } from './value-fault.js'

const FLOATS = ['FLOAT', 'DOUBLE']
const NUMERICS = ['DECIMAL', 'UBIGINT', 'HUGEINT', 'UHUGEINT', 'BIGNUM']

const SIGNIFICANT_DIGITS = 15

export const plusInf = faultOf(FLOATS, (wire) =>
  respelled(wire, (text) => text.replace(/^(-?)Infinity$/, (_, sign) => `${sign || '+'}Inf`)),
)

export const negativeZeroLost = faultOf(FLOATS, (wire) =>
  changed(wire, (value) => (value === 0 ? 0 : value)),
)

export const nanAsNull = faultOf(FLOATS, (wire) =>
  changed(wire, (value) => (Number.isNaN(value) ? null : value)),
)

export const doubleFifteenDigits = faultOf(['DOUBLE'], (wire) => ({
  text: changedText(wire, (value) =>
    value === 0 ? value : Number((value as number).toPrecision(SIGNIFICANT_DIGITS)),
  ),
}))

export const hugeintAsDouble = faultOf(['HUGEINT', 'UHUGEINT'], (wire) =>
  changed(wire, (value) => BigInt(Number(value))),
)

export const ubigintAsBigint = faultOf(['UBIGINT'], (wire) =>
  changed(wire, (value) => BigInt.asIntN(64, value as bigint)),
)

export const numericTextInBinary = faultOf(NUMERICS, (wire) => ({ binary: wire.text }))

const COUNT_AT = 0
const WEIGHT_AT = 2

export const numericWeightWrong = faultOf(NUMERICS, (wire) => ({
  binary: (value) => {
    const bytes = Buffer.from(wire.binary(value) as Uint8Array)
    const count = bytes.readInt16BE(COUNT_AT)
    if (count > 0) bytes.writeInt16BE(count - 1, WEIGHT_AT)
    return bytes
  },
}))
