/** The checksum of zip, PNG and Ethernet (ISO 3309): finds every flipped bit and every burst of up to 32. */
const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let k = 0; k < 8; k++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

/** The checksum of bytes; of several parts by handing on the last. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let rest = ~before
  for (const byte of bytes) rest = table[(rest ^ byte) & 255]! ^ (rest >>> 8)
  return ~rest >>> 0
}
