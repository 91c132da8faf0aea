/** A file that is no table of text, in words: what it seems to be, and what to do instead. */
export interface ForeignFile {
  readonly looksLike: string
  readonly instead: string
}

const EXCEL_WAY =
  'Open it in Excel, choose File, Save As, “CSV UTF-8 (Comma delimited)”, and import the file that this makes.'
const CRM_WAY = 'Export the list from your CRM as CSV and import that.'

/** Signatures at the very beginning, as registered for these formats. */
const SIGNATURES: readonly (readonly [signature: string, looksLike: string, instead: string])[] = [
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Excel or Word file (.xls or .doc)', EXCEL_WAY],
  ['%PDF', 'a PDF', CRM_WAY],
  ['\x89PNG', 'a picture (PNG)', CRM_WAY],
  ['\xff\xd8\xff', 'a picture (JPEG)', CRM_WAY],
  ['GIF8', 'a picture (GIF)', CRM_WAY],
  ['\x1f\x8b', 'a compressed file (gzip)', 'Unpack it and import the CSV inside.'],
  ['7z\xbc\xaf\x27\x1c', 'a compressed file (7z)', 'Unpack it and import the CSV inside.'],
  ['Rar!', 'a compressed file (RAR)', 'Unpack it and import the CSV inside.'],
  ['SQLite format 3\0', 'a database (SQLite)', CRM_WAY],
  ['{\\rtf', 'a text document (RTF)', CRM_WAY],
]

/** Texts that are not tables, by how they begin. */
const TEXTS: readonly (readonly [beginning: RegExp, looksLike: string, instead: string])[] = [
  [/^(<!doctype html|<html|<head|<body|<table)/i, 'a web page (HTML)', EXCEL_WAY],
  [/^<\?xml/i, 'an XML file', CRM_WAY],
  [/^BEGIN:VCARD/i, 'contact cards (vCard)', CRM_WAY],
  [/^(\{\s*"|\[\s*[{[])/, 'a JSON file', CRM_WAY],
]

/** What is looked at for signs that the bytes are no text. */
const LOOKED_AT_CHARS = 8_192
/** A stray control character happens in exports; this many in a hundred do not. */
const MOST_CONTROL_SHARE = 0.02
const FEWEST_CONTROLS = 8

/** Null when the file may well be a table of text. `text` is the head, decoded. */
export function foreignFile(head: Uint8Array, text: string): ForeignFile | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1')
  if (bytes.startsWith('PK\x03\x04')) return zipped(bytes)
  for (const [signature, looksLike, instead] of SIGNATURES)
    if (bytes.startsWith(signature)) return { looksLike, instead }
  const beginning = text.replace(/^\ufeff/, '').trimStart()
  for (const [known, looksLike, instead] of TEXTS) if (known.test(beginning)) return { looksLike, instead }
  return isText(text) ? null : { looksLike: 'a program’s own file, not text', instead: CRM_WAY }
}

/** Office files are zip archives; the names of what is inside stand in the open. */
function zipped(bytes: string): ForeignFile {
  if (bytes.includes('xl/')) return { looksLike: 'an Excel workbook (.xlsx)', instead: EXCEL_WAY }
  if (bytes.includes('word/')) return { looksLike: 'a Word document (.docx)', instead: CRM_WAY }
  if (bytes.includes('opendocument.spreadsheet'))
    return {
      looksLike: 'a LibreOffice spreadsheet (.ods)',
      instead:
        'Open it in LibreOffice, choose File, Save As, “Text CSV”, and import the file that this makes.',
    }
  if (bytes.includes('Index/') && bytes.includes('.iwa'))
    return {
      looksLike: 'an Apple Numbers file',
      instead: 'Open it in Numbers, choose File, Export To, CSV, and import the file that this makes.',
    }
  return { looksLike: 'a zip archive', instead: 'Unpack it and import the CSV inside.' }
}

function isText(text: string): boolean {
  // Tabs, line breaks and form feeds belong to text.
  const looked = text.slice(0, LOOKED_AT_CHARS).replace(/\s/g, '')
  const controls = looked.match(/[\p{Cc}\ufffd]/gu)?.length ?? 0
  return controls < FEWEST_CONTROLS || controls / looked.length < MOST_CONTROL_SHARE
}
