import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StartedHost, startHost } from '../../doubles/electron/start-host.ts'
import type { WebContentsDouble } from '../../doubles/electron/window-double.ts'

let host: StartedHost
let contents: WebContentsDouble
let answer = ''
beforeEach(async () => {
  answer = 'Stay here'
  host = await startHost({ inertPrograms: true, answer: () => answer })
  contents = await host.contents()
})
afterEach(() => {
  contents.holdsPage = false
  return host.end()
})

const windows = () => host.electron.module.BrowserWindow.getAllWindows()
const questions = () => host.electron.seen.questions

describe('a window with something that is not finished', () => {
  it('stays when the person thinks better of closing it', () => {
    contents.holdsPage = true
    expect(windows()[0]?.close()).toBe(false)
    expect(questions()).toEqual(['Leave without finishing?'])
    expect(windows()).toHaveLength(1)
  })

  it('closes when the person says so', () => {
    contents.holdsPage = true
    answer = 'Leave'
    expect(windows()[0]?.close()).toBe(true)
    expect(windows()).toHaveLength(0)
  })

  it('keeps Ridgeline from quitting, and its calls up, until the person says so', async () => {
    contents.holdsPage = true
    host.electron.app.quit()
    expect(windows()).toHaveLength(1)
    expect(host.electron.running.some(({ path }) => path.includes('core-process'))).toBe(true)
    answer = 'Leave'
    host.electron.app.quit()
    expect(await host.electron.app.exited).toBe(0)
  })

  it('does not keep Ridgeline from ending when it is told to by a signal', async () => {
    contents.holdsPage = true
    process.emit('SIGTERM')
    expect(await host.electron.app.exited).toBe(0)
    expect(questions()).toEqual([])
  })
})

describe('a window with nothing unfinished', () => {
  it('closes without a question', () => {
    expect(windows()[0]?.close()).toBe(true)
    expect(questions()).toEqual([])
  })
})
