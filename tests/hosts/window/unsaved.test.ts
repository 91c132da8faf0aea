import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { stillness } from '../browser.ts'
import { windowOnDouble } from './window-on-double.ts'

/**
 * A contractor wrote a new answer into a script and went on to the cost: the campaign was about to be called with the
 * old words, and nothing said so. In a lead, one Escape closed editor and drawer and threw the notes away.
 */
const { open: openWindow } = windowOnDouble()
let page: Page

async function open(screen: string, { empty = false } = {}) {
  ;({ page } = await openWindow(screen, empty ? { leads: 0, empty } : {}))
}

const question = () => page.getByRole('dialog', { name: 'Leave without saving?' })
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const screenLink = (name: string) => page.getByRole('navigation').getByRole('link', { name })
const closing = () => page.getByLabel('Closing')

async function stay(): Promise<void> {
  await question().getByRole('button', { name: 'Stay here' }).click()
  await question().waitFor({ state: 'hidden' })
}

/** Once what was opened or closed last has come to rest: a key is for what a person sees. */
async function press(key: string): Promise<void> {
  await stillness(page)
  await page.keyboard.press(key)
}

async function editScript(words: string): Promise<void> {
  await open('/leads')
  await page.getByText('May be called', { exact: true }).first().click()
  await page.locator('tbody').getByText('Blocked').first().waitFor({ state: 'hidden' })
  const firstLead = page.getByRole('checkbox', { name: /^Select (?!the leads)/ }).first()
  await firstLead.check()
  await button('Start a campaign with 1').click()
  await page.getByRole('combobox', { name: 'Use a script' }).click()
  await page.getByRole('option', { name: /version 2/ }).click()
  await page.getByRole('tab', { name: 'Edit' }).click()
  await closing().fill(words)
}

describe('the words of a script that are not saved yet', () => {
  it('are saved on the way to the cost, and are what the campaign says', async () => {
    await editScript('See you at the roof.')
    await page.getByText('is still version 2').waitFor()
    await button('Save and go on to the cost').click()
    await page.getByText('Saved as version 3.').waitFor()
    await page.getByText('Will be called').waitFor()
    await button(/What is said/).click()
    await page.getByText('See you at the roof.').first().waitFor()
  })

  it('keep whoever wrote them on the step when a field is wrong, and show it', async () => {
    await editScript('See you at the roof.')
    await page.getByLabel('Answers to objections').fill('We have a roofer')
    await page.getByRole('tab', { name: 'Read' }).click()
    await button('Save and go on to the cost').click()
    await page.getByText('Write each as: what they say → what the agent answers').waitFor()
    expect(await closing().inputValue()).toBe('See you at the roof.')
  })

  it('are asked about before another screen, step or version takes their place', async () => {
    await editScript('See you at the roof.')
    for (const leave of [
      () => screenLink('Wallet').click(),
      () => button(/Who is called/).click(),
      async () => {
        await page.getByRole('combobox', { name: 'Use a script' }).click()
        await page.getByRole('option', { name: /version 1/ }).click()
      },
      () => button('Write it').click(),
    ]) {
      await leave()
      await question().getByText('Your changes to the script are not saved yet').waitFor()
      await stay()
      expect(await closing().inputValue()).toBe('See you at the roof.')
    }
    await button(/Who is called/).click()
    await question().getByRole('button', { name: 'Leave without saving' }).click()
    await closing().waitFor({ state: 'detached' })
    await screenLink('Wallet').click()
    await page.getByRole('heading', { level: 1, name: 'Wallet' }).waitFor()
  })
})

const drawer = () => page.getByRole('dialog', { name: 'Lead', exact: true })
const editor = () => page.getByRole('dialog', { name: /^Edit / })
const notes = () => editor().getByLabel('Notes')

async function editLead(): Promise<void> {
  await open('/leads/lead_000000')
  await drawer().getByRole('button', { name: 'Edit' }).click()
  await notes().waitFor()
}

describe('the form of a lead', () => {
  it('asks before Escape throws away what was typed, and keeps it for whoever stays', async () => {
    await editLead()
    await notes().fill('Call after five.')
    await press('Escape')
    await question().getByText('Your changes to this lead are not saved yet').waitFor()
    await press('Escape')
    await question().waitFor({ state: 'hidden' })
    expect(await notes().inputValue()).toBe('Call after five.')
    await press('Escape')
    await question().getByRole('button', { name: 'Leave without saving' }).click()
    await editor().waitFor({ state: 'hidden' })
    expect(await drawer().isVisible()).toBe(true)
  })

  it('asks before its Cancel throws away what was typed, and closes at once when nothing was', async () => {
    await editLead()
    const cancel = editor().getByRole('button', { name: 'Cancel' })
    await notes().fill('Call after five.')
    await cancel.click()
    await stay()
    expect(await notes().inputValue()).toBe('Call after five.')
    await cancel.click()
    await question().getByRole('button', { name: 'Leave without saving' }).click()
    await editor().waitFor({ state: 'hidden' })
    await drawer().getByRole('button', { name: 'Edit' }).click()
    await cancel.click()
    await editor().waitFor({ state: 'hidden' })
    expect(await question().isVisible()).toBe(false)
  })

  it('closes alone with the first Escape, and the lead with the second', async () => {
    await editLead()
    await press('Escape')
    await editor().waitFor({ state: 'hidden' })
    await stillness(page)
    expect(await drawer().isVisible()).toBe(true)
    await press('Escape')
    await drawer().waitFor({ state: 'hidden' })
  })

  it('holds nobody up once it is saved', async () => {
    await editLead()
    await notes().fill('Call after five.')
    await editor().getByRole('button', { name: 'Save' }).click()
    await editor().waitFor({ state: 'hidden' })
    await press('Escape')
    await drawer().waitFor({ state: 'hidden' })
    await screenLink('Wallet').click()
    await page.getByRole('heading', { level: 1, name: 'Wallet' }).waitFor()
  })
})

describe('other places where something is typed', () => {
  it('ask too: two sequences that are edited at once', async () => {
    await open('/follow-ups')
    await page.getByRole('tab', { name: 'Sequences' }).click()
    for (const name of ['Nobody answered', 'Voicemail']) {
      await button(`Edit ${name}`).click()
      await page.getByRole('region', { name }).getByRole('button', { name: 'Add a step' }).click()
    }
    const voicemail = page.getByRole('region', { name: 'Voicemail' })
    const keep = voicemail.getByRole('button', { name: 'Keep as it was' })
    await keep.click()
    await question().getByText('Your changes to “Voicemail” are not saved').waitFor()
    await stay()
    await voicemail.getByText('Step 2').first().waitFor()
    await keep.click()
    await question().getByRole('button', { name: 'Leave without saving' }).click()
    await keep.waitFor({ state: 'detached' })
    await screenLink('Leads').click()
    await question().getByText('“Nobody answered”').waitFor()
    await stay()
    await page.getByRole('region', { name: 'Nobody answered' }).getByText('Step 2').first().waitFor()
  })

  it('ask too: a follow-up that is planned, and one that is changed', async () => {
    await open('/calls/call_00000')
    await button('Follow up').click()
    await page.getByLabel('Why').fill('Wants to ask her husband')
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await question().getByText('Your changes to this follow-up are not saved yet').waitFor()
    await question().getByRole('button', { name: 'Leave without saving' }).click()
    await screenLink('Follow-ups').click()
    await button(/^Change the step for/)
      .nth(1)
      .click()
    await page.getByLabel('Words').fill('Hello again.')
    await button('Keep as it is').click()
    await stay()
    expect(await page.getByLabel('Words').inputValue()).toBe('Hello again.')
  })

  it('ask too: the columns of a file that is imported', async () => {
    await open('/leads')
    await button('Import').click()
    await button('Use the sample export').click()
    await page
      .getByRole('combobox', { name: /becomes$/ })
      .first()
      .click()
    await page.getByRole('option').last().click()
    await press('Escape')
    await question().getByText('the columns of this file').waitFor()
    await stay()
    await button('Other file').click()
    await question().getByRole('button', { name: 'Leave without saving' }).click()
    await button('Use the sample export').waitFor()
  })
})

describe('an import', () => {
  it('is in the list behind it as soon as it is done, however the wizard is closed', async () => {
    await open('/leads', { empty: true })
    await button('Import').click()
    await button('Use the sample export').click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Import/ })
      .click()
    await button('Import another file').click()
    await press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByText('836 homeowners').waitFor()
  })
})
