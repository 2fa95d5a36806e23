/** Reads a PNG as its pixels: eight bits a channel, not interlaced, as resvg writes it. */
import { inflateSync } from 'node:zlib'

export interface Pixels {
  readonly width: number
  readonly height: number
  /** How many different colours there are. */
  readonly colours: number
}

/** Errors: bytes that are no such PNG. */
export function pixels(png: Uint8Array): Pixels {
  const bytes = Buffer.from(png)
  if (bytes.toString('latin1', 1, 4) !== 'PNG') throw new Error('these bytes are no PNG')
  const [width, height, depth, kind] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20), bytes[24], bytes[25]]
  if (depth !== 8 || kind !== 6) throw new Error(`a PNG of depth ${depth} and kind ${kind} is not read here`)
  const data: Buffer[] = []
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at))
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(data))
  const line = 4 * width
  if (raw.length !== height * (line + 1)) throw new Error('the PNG does not hold as many pixels as it says')
  const rows = Buffer.alloc(height * line)
  const colours = new Set<number>()
  for (let y = 0; y < height; y++)
    for (let x = 0; x < line; x++) {
      const at = y * line + x
      const [left, up, corner] = [
        x < 4 ? 0 : rows[at - 4]!,
        y === 0 ? 0 : rows[at - line]!,
        x < 4 || y === 0 ? 0 : rows[at - line - 4]!,
      ]
      rows[at] = raw[y * (line + 1) + 1 + x]! + predicted(raw[y * (line + 1)]!, left, up, corner)
      if (x % 4 === 3) colours.add(rows.readUInt32BE(at - 3))
    }
  return { width, height, colours: colours.size }
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0
  if (filter === 1) return left
  if (filter === 2) return up
  if (filter === 3) return (left + up) >> 1
  const [a, b, c] = [left, up, corner].map((near) => Math.abs(left + up - corner - near)) as [number, number, number]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
