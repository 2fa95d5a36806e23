"""Cuts the fonts that pictures carry out of DejaVu, and writes down how wide their characters are.

Needs fonttools and Debian's fonts-dejavu-core and fonts-dejavu-extra: python3 scripts/fonts.py
"""
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

SOURCE = Path('/usr/share/fonts/truetype/dejavu')
FONTS = {'sans': 'DejaVuSans', 'serif': 'DejaVuSerif-Italic'}
SCRIPTS = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x1C0, 0x24F), (0x370, 0x3FF), (0x400, 0x45F), (0x2010, 0x2027), (0x2030, 0x205E),
    (0x2070, 0x209C), (0x20A0, 0x20B5), (0x2100, 0x214F), (0x2150, 0x218B), (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2308, 0x230B),
    (0x2400, 0x2426), (0x2500, 0x257F), (0x2580, 0x259F), (0x25A0, 0x25FF), (0x27E8, 0x27E9), (0x2713, 0x2717), (0xFFFD, 0xFFFD),
]  # fmt: skip
SHARED = {'serif': SCRIPTS[:9]}
# A width is two digits to the base 36, in five hundredths of the size; a line is as long as the house allows.
LINE = 150


def digits(n: int) -> str:
    letters = '0123456789abcdefghijklmnopqrstuvwxyz'
    return letters[n // 36] + letters[n % 36]


def cut(name: str, file: str) -> list[tuple[int, list[int]]]:
    font = TTFont(SOURCE / f'{file}.ttf')
    known = font.getBestCmap()
    wanted = [c for first, last in SHARED.get(name, SCRIPTS) for c in range(first, last + 1) if c in known]
    options = Options(hinting=False, layout_features=['kern', 'mark', 'ccmp'], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.recalcTimestamp = False
    font.save(f'fonts/dejavu-{name}.ttf')
    runs: list[tuple[int, list[int]]] = []
    for c in wanted:
        width = -(-font['hmtx'][known[c]][0] * 500 // font['head'].unitsPerEm)
        if runs and runs[-1][0] + len(runs[-1][1]) == c:
            runs[-1][1].append(width)
        else:
            runs.append((c, [width]))
    return runs


def main() -> None:
    lines = [
        '/** How wide the characters of the fonts in fonts/ are; printed by scripts/fonts.py. */',
        '',
        '/** Runs of neighbouring characters: the first, then the widths in five hundredths of the size, two digits to the base 36 each. */',
        'export type Run = readonly [first: number, widths: string]',
        '',
        '// prettier-ignore',
        'export const runs: { readonly sans: readonly Run[]; readonly serif: readonly Run[] } = {',
    ]
    for name, file in FONTS.items():
        lines.append(f'  {name}: [')
        for first, widths in cut(name, file):
            text = ''.join(digits(w) for w in widths)
            parts = [text[i : i + LINE] for i in range(0, len(text), LINE)]
            lines.append(f"    [{first:#06x}, '" + "' +\n      '".join(parts) + "'],")
        lines.append('  ],')
    lines += ['}', '']
    Path('src/figures/widths.ts').write_text('\n'.join(lines))


main()
