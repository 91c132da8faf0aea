import { describe, expect, it } from 'vitest'
import { isHarmless } from './content-policy.ts'

describe('text on its way to become markup', () => {
  it.each([
    '',
    ':root { --mantine-color-body: #fff }',
    '<style nonce="a-b_C1">:host .scroll { width: 100% }</style><div class="scroll" part="scroll"></div>',
    '\n <div class="wrapper noScrollbar" part="wrapper">\n <div class="canvases" part="canvases"></div></div>',
  ])('passes when it holds only style sheets and boxes: %j', (text) => {
    expect(isHarmless(text)).toBe(true)
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<div onclick="alert(1)">',
    '<div style="background:url(https://example.com)">',
    '<div class="a" onpointerenter=alert(1)>',
    '<svg><style><img src=x onerror=alert(1)></style></svg>',
    '<style><!--</style><img src=x onerror=alert(1)>-->',
    '<a href="javascript:alert(1)">x</a>',
    '<iframe srcdoc="x">',
    '<div class="x"',
    '<!-- a comment -->',
    '<',
  ])('is refused otherwise: %j', (text) => {
    expect(isHarmless(text)).toBe(false)
  })
})
