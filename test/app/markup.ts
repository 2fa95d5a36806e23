/** Hostile text for a page: each runs code, or loads something, where a page takes it for HTML. `RUN` is a script that tells, `URL` an address of the sink. */

export interface Payload {
  readonly name: string
  readonly text: string
  /** Why a trusting page does nothing with it either. */
  readonly impossible?: string
}
const html: Readonly<Record<string, string>> = {
  'a script': '<script>RUN</script>',
  'an image that fails': '<img src=x onerror="RUN">',
  'an image from elsewhere': '<img src="URL">',
  'an image from elsewhere, unquoted and unclosed': '<img src=URL ',
  'an image in SVG': '<svg><image href="URL" width="9" height="9"/></svg>',
  'SVG that sets': '<svg><set onbegin="RUN" attributeName="x" dur="1s"></set></svg>',
  'SVG that moves': '<svg><animate onbegin="RUN" attributeName="x" dur="1s"></animate></svg>',
  'a frame of text': '<iframe srcdoc="<script>parent.eval(\'RUN\')</script>"></iframe>',
  'a frame from elsewhere': '<iframe src="URL"></iframe>',
  'a frame by a script': '<iframe src="javascript:parent.eval(\'RUN\')"></iframe>',
  'details that open': '<details open ontoggle="RUN">x</details>',
  'a video that fails': '<video><source onerror="RUN"></video>',
  'a style from elsewhere': '<style>@import "URL";</style>',
  'an attribute of style': '<p style="background: url(URL)">x</p>',
  'a link of a style sheet': '<link rel="stylesheet" href="URL">',
  'an object': '<object data="URL"></object>',
  'an embedded thing': '<embed src="URL">',
  'a style of SVG': '<svg><style>@import "URL";</style></svg>',
  'HTML behind a quote': '"><img src=x onerror="RUN">',
  'HTML behind a tag': '</title></text></svg><img src=x onerror="RUN">',
  'HTML behind a comment': '--><img src=x onerror="RUN"><!--',
  'HTML behind a script': '</script><img src=x onerror="RUN">',
  'HTML of data': ']]><img src=x onerror="RUN">',
}
/** As they are: labels, lines of a console, texts in a lesson. */
export const payloads: readonly Payload[] = Object.entries(html).map(([name, text]) => ({ name, text }))

/** What Markdown makes of these, if HTML is let through. */
export const markdown: readonly Payload[] = [
  // There the address becomes a link, and the style is none.
  ...payloads.filter(({ name }) => name !== 'a style of SVG'),
  { name: 'an image of Markdown', text: '![x](URL)' },
  { name: 'an image by reference', text: '![x][y]\n\n[y]: URL' },
  { name: 'a link by a script', text: '[click](javascript:RUN)' },
  { name: 'a link by data', text: '[click](data:text/html,<img/src=URL>)' },
  { name: 'a link by a script, written in entities', text: '[click](&#106;avascript:RUN)' },
  { name: 'a link by a script, in angles', text: '<javascript:RUN>' },
  { name: 'HTML in a table', text: '| a |\n|---|\n| <img src=x onerror="RUN"> |' },
  { name: 'HTML in a heading', text: '## <img src=x onerror="RUN">' },
  { name: 'HTML in a list', text: '- <img src=x onerror="RUN">' },
]

/** TeX that asks for more than a formula; in a trusting page it gets it. */
export const formulas: readonly Payload[] = [
  {
    name: 'a link by a script',
    text: '\\href{javascript:RUN}{x}',
    impossible: 'links of MathML lead nowhere in this browser',
  },
  {
    name: 'an address by a script',
    text: '\\url{javascript:RUN}',
    impossible: 'links of MathML lead nowhere in this browser',
  },
  { name: 'an image', text: '\\includegraphics{URL}' },
  { name: 'a style', text: '\\style{background: url(URL)}{x}' },
  { name: 'an id', text: '\\id{page}{x}', impossible: 'alone it runs and loads nothing' },
  { name: 'a class', text: '\\class{page}{x}', impossible: 'alone it runs and loads nothing' },
  {
    name: 'HTML in a text',
    text: '\\text{<img src=x onerror="RUN">}',
    impossible: 'temml writes it as text, trusted or not',
  },
  {
    name: 'HTML in a name',
    text: '\\operatorname{<img src=x onerror="RUN">}',
    impossible: 'temml writes it as text, trusted or not',
  },
  {
    name: 'HTML that is wrong',
    text: '\\frac{<img src=x onerror="RUN">',
    impossible: 'temml writes it as text, trusted or not',
  },
  { name: 'a macro without an end', text: '\\def\\a{\\a\\a}\\a', impossible: 'it asks for time, not for access' },
  { name: 'a nest without a bottom', text: '{'.repeat(9000), impossible: 'it asks for time, not for access' },
  { name: 'a formula as long as a book', text: 'x'.repeat(200_000), impossible: 'it asks for time, not for access' },
]
