/** Text for an address: deflated and spelt in letters that need no escape; read back with a limit, since nobody knows who wrote it. */

const MOST_IN = 12_000
const MOST_OUT = 256 * 1024

export async function packed(text: string): Promise<string | undefined> {
  const bytes = await through(new CompressionStream('deflate-raw'), new TextEncoder().encode(text), Infinity)
  const letters = btoa(Array.from(bytes!, (byte) => String.fromCharCode(byte)).join(''))
  const spelt = letters.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return spelt.length <= MOST_IN ? spelt : undefined
}

/** Undefined for what is no such text, or too long. */
export async function unpacked(spelt: string): Promise<string | undefined> {
  if (spelt.length > MOST_IN || !/^[\w-]+$/.test(spelt)) return undefined
  try {
    const letters = atob(spelt.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = await through(
      new DecompressionStream('deflate-raw'),
      Uint8Array.from(letters, (letter) => letter.charCodeAt(0)),
      MOST_OUT,
    )
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

async function through(
  stream: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  most: number,
): Promise<Uint8Array | undefined> {
  const writer = stream.writable.getWriter()
  // What goes wrong is said by the reader.
  void writer.write(bytes).catch(() => undefined)
  void writer.close().catch(() => undefined)
  const parts: Uint8Array[] = []
  let length = 0
  const reader = stream.readable.getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length
    if (length > most) {
      await reader.cancel()
      return undefined
    }
    parts.push(part.value)
  }
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
