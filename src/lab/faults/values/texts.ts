import { bytesOf } from '../../pgwire/pg-text.js'
import { changed, faultOf, respelled } from './value-fault.js'

const UUID_SIGN = 1n << 127n

export const blobAsRawText = faultOf(['BLOB'], () => ({ text: bytesOf }))

export const blobCutAtNul = faultOf(['BLOB'], (wire) =>
  changed(wire, (value) => {
    const bytes = bytesOf(value)
    const end = bytes.indexOf(0)
    return { bytes: end < 0 ? bytes : bytes.subarray(0, end) }
  }),
)

export const varcharCutAtNul = faultOf(['VARCHAR'], (wire) =>
  changed(wire, (value) => String(value).replace(/\0[\s\S]*$/, '')),
)

export const emptyTextAsNull = faultOf(['VARCHAR'], (wire) =>
  changed(wire, (value) => (value === '' ? null : value)),
)

export const jsonReserialised = faultOf(['JSON'], (wire) =>
  changed(wire, (value) => JSON.stringify(JSON.parse(String(value)))),
)

export const uuidSignBit = faultOf(['UUID'], (wire) =>
  changed(wire, (value) => {
    const { hugeint } = value as { readonly hugeint: bigint }
    return { hugeint: BigInt.asIntN(128, hugeint ^ UUID_SIGN) }
  }),
)

export const enumAsOrdinal = faultOf(['ENUM'], (wire, type) =>
  changed(wire, (value) =>
    type.id === 'ENUM' ? String(type.labels.indexOf(String(value))) : value,
  ),
)

export const bitZerosLost = faultOf(['BIT'], (wire) =>
  respelled(wire, (text) => text.replace(/^0+(?=.)/, '')),
)
