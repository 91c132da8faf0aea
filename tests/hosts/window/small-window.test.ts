import AxeBuilder from '@axe-core/playwright'
import { describe, expect, it } from 'vitest'
import { stillness } from '../browser.ts'
import { expectFit, windowOnDouble } from './window-on-double.ts'

const { open } = windowOnDouble()

describe('in a small window', () => {
  it.each([
    '/campaigns',
    '/campaigns/campaign_1',
    '/calls/call_00000',
    '/bookings?booking=booking_0',
    '/wallet',
    '/approvals',
    '/analytics',
    '/settings?tab=voice',
    '/settings?tab=keys',
    '/settings?tab=relay',
    '/settings?tab=do-not-call',
  ])('%s can be used by everybody', async (screen) => {
    const { page } = await open(screen)
    // A screen may load in more than one place.
    const loading = page.getByRole('status', { name: 'Loading' })
    await expect.poll(() => loading.count(), { timeout: 15_000 }).toBe(0)
    await expectFit(page)
  })

  it('the sequences and their editor can be used by everybody', async () => {
    const { page } = await open('/follow-ups')
    await page.getByRole('tab', { name: 'Sequences' }).click()
    await page.getByRole('button', { name: 'Edit Nobody answered' }).click()
    await page.getByRole('group', { name: 'Step 1' }).waitFor()
    await expectFit(page)
  })

  it('a street and a material of usual length stand in full beside the permission', async () => {
    const { page } = await open('/leads')
    const row = page.getByRole('row').nth(1)
    const fits = await row.evaluate((element) => {
      const [street, material] = [4, 5].map((at) => element.querySelector(`td:nth-child(${at}) > span`))
      const badge = element.querySelector('td:nth-child(6) [data-look]')
      if (!street || !material || !badge) throw new Error('the row has other columns')
      street.textContent = '1492 Limestone Gate Dr'
      material.textContent = 'Architectural shingle'
      if (badge.lastChild) badge.lastChild.textContent = 'Blocked (2 reasons)'
      const isWhole = ({ scrollWidth, clientWidth }: Element) => scrollWidth <= clientWidth
      return {
        street: isWhole(street),
        material: isWhole(material),
        badge: badge.getBoundingClientRect().right <= element.getBoundingClientRect().right,
      }
    })
    expect(fits).toEqual({ street: true, material: true, badge: true })
  })

  it.each([
    ['/calls', 'Search calls'],
    ['/leads', 'Search leads'],
  ])('%s says in full what is searched by', async (screen, name) => {
    const { page } = await open(screen)
    const search = page.getByRole('textbox', { name })
    const room = await search.evaluate((input: HTMLInputElement) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(input)
      const pen = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
      pen.font = font
      const words = pen.measureText(input.placeholder).width
      return input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - words
    })
    expect(room).toBeGreaterThan(8)
  })

  it('breaks no name in the week of bookings, also of those who stand side by side', async () => {
    const { page } = await open('/bookings')
    await page.getByText('Week', { exact: true }).click()
    const names = page.locator('main a strong')
    await names.first().waitFor()
    const broken = await names.evaluateAll((elements) =>
      elements.flatMap((element) => {
        const text = element.firstChild as Text
        return [...text.data.matchAll(/\S+/g)].flatMap(({ 0: word, index }) => {
          const range = document.createRange()
          range.setStart(text, index)
          range.setEnd(text, index + word.length)
          const isCut = range.getBoundingClientRect().right > element.getBoundingClientRect().right + 1
          return range.getClientRects().length > 1 || isCut ? [word] : []
        })
      }),
    )
    expect(broken).toEqual([])
    await expectFit(page)
  })

  it('leaves the transcript its room beside the player, which stays in sight once it is tall enough', async () => {
    const { page } = await open('/calls/call_00000')
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.getByRole('button', { name: 'Play' }).waitFor()
    const player = page.getByRole('region', { name: 'Recording' })
    const { position, height } = await player.evaluate((element) => ({
      position: getComputedStyle(element).position,
      height: element.getBoundingClientRect().height,
    }))
    expect(position).toBe('sticky')
    expect(height).toBeLessThan(220)
  })

  it('the form of a lead offers the materials of the trade, and keeps what an export called it', async () => {
    const { page } = await open('/leads/lead_000000')
    await page.getByRole('dialog', { name: 'Lead' }).getByRole('button', { name: 'Edit' }).click()
    const material = page.getByRole('combobox', { name: 'Material' })
    expect(await material.inputValue()).toMatch(/^(Asphalt shingle|Wood shake|Metal|Clay tile)$/)
    await stillness(page)
    const { violations } = await new AxeBuilder({ page }).analyze()
    expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
    await material.click()
    await page.getByRole('option', { name: 'Standing seam metal' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText(/is saved\. Whether this number may be called/).waitFor()
  })
})
