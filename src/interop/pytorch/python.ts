/** Words of Python: numbers, texts, comments and names, written so that nothing a user called something can become code. */

const words = (text: string): readonly string[] => text.trim().split(' ')
const keywords = words(
  'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield',
)
/** What Python has taken already, and what the printed programs use themselves. */
const taken = new Set([
  ...keywords,
  ...words(
    'abs all any bin bool bytearray bytes dict dir divmod enumerate filter float format hash hex id input int isinstance iter len list map match max min next object open ord pow print range repr ' +
      'reversed round set slice sorted str sum super tuple type vars zip self torch F math json struct sys os zlib const pick take read write model check compare k tensors constants SHAPES HERE Path Recording',
  ),
])
/** The modules that Python brings and PyTorch lives by: a file of such a name would stand before them. */
const brought = new Set([
  ...keywords,
  'torch',
  'numpy',
  ...words(
    'abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect builtins bz2 cProfile calendar cgi cgitb ' +
      'chunk cmath cmd code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses ' +
      'dataclasses datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch ' +
      'fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib imaplib imghdr imp ' +
      'importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder ' +
      'msilib msvcrt multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev pathlib pdb pickle pickletools ' +
      'pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re ' +
      'readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver ' +
      'spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig syslog tabnanny ' +
      'tarfile telnetlib tempfile termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle ' +
      'turtledemo types typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp ' +
      'zipfile zipimport zlib zoneinfo ',
  ),
])

/**
 * Whether a text can name a program that {@link toPyTorch} prints: letters, digits and _, and neither a word of Python nor a module that it brings, before which the program would stand.
 *
 * @example
 * import { isModuleName } from 'seegrad/interop'
 * isModuleName('moons') // true
 * isModuleName('random') // false
 */
export const isModuleName = (text: string): boolean => isWord(text) && !brought.has(text)
const isWord = (text: string): boolean => /^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(text)
/** Whether a text can name a variable of a printed program. */
const isName = (text: string): boolean => isWord(text) && !taken.has(text) && !/^op_|^__/.test(text)

/** Names, each given once: that which was wished for, or the like of it. */
export class Names {
  readonly #given = new Set<string>()

  /** A name of Python that is like `wish`, and like nothing that was given before. */
  give(wish: string): string {
    const plain = wish.replaceAll(/[^A-Za-z0-9_]/g, '_').slice(0, 40)
    const start = /^[A-Za-z]/.test(plain) ? plain : `v${plain}`
    const tries = (k: number): string => (k === 0 ? start : `${start}_${k + 1}`)
    let k = 0
    while (!isName(tries(k)) || this.#given.has(tries(k))) k++
    this.#given.add(tries(k))
    return tries(k)
  }
}

/** A number that Python reads back to the same bits, always as a float. */
export function number(x: number): string {
  if (x !== x) return 'math.nan'
  if (Math.abs(x) === Infinity) return x < 0 ? '(-math.inf)' : 'math.inf'
  if (Object.is(x, -0)) return '(-0.0)'
  const text = String(Math.abs(x))
  const float = /[.e]/.test(text) ? text : `${text}.0`
  return x < 0 ? `(-${float})` : float
}

/** Words divided by commas, in lines between two signs. */
export function listed(words: readonly string[], [open, close]: readonly [string, string] = ['[', ']']): string {
  const lines: string[] = []
  for (const word of words)
    if (lines.length > 0 && lines.at(-1)!.length + word.length < 150) lines[lines.length - 1] += `, ${word}`
    else lines.push(word)
  return lines.length < 2 ? `${open}${lines.join('')}${close}` : `${open}\n    ${lines.join(',\n    ')},\n${close}`
}

/** A list of numbers, in lines. */
export const numbers = (xs: ArrayLike<number>, write: (x: number) => string = number): string =>
  listed(Array.from(xs, (x) => write(x).replace(/^\((.*)\)$/, '$1')))

const escape = (point: number): string =>
  point < 0x1_00_00 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\U${point.toString(16).padStart(8, '0')}`

/** A text between quotes, in plain ASCII. */
export function text(x: string): string {
  const inside = Array.from(x, (letter) => (/^[ -~]$/.test(letter) && !/['\\]/.test(letter) ? letter : escape(letter.codePointAt(0)!))) // prettier-ignore
  return `'${inside.join('')}'`
}

/** What of a text can stand behind # or in a docstring: letters, digits and some signs, one line, no longer than `length`. */
export function comment(x: string, length = 60): string {
  const letters = Array.from(x, (letter) => (/^[A-Za-z0-9 .,+*/()<>=|^_-]$/.test(letter) || /^[\p{Ll}\p{Lu}\p{N}×·−→≤≥]$/u.test(letter) ? letter : '?')) // prettier-ignore
  return letters.length > length ? `${letters.slice(0, length - 1).join('')}…` : letters.join('')
}

/** Several lines, each so far to the right. */
export const indented = (lines: string, by = 4): string => lines.replaceAll(/^(?=.)/gm, ' '.repeat(by))
