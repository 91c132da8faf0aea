import { describe, expect, it } from 'vitest'
import { createUnsavedWork } from './unsaved-work.ts'

const recorder = () => {
  const went: string[] = []
  return { went, to: (place: string) => () => void went.push(place) }
}

describe('edits that nobody has saved', () => {
  it('hold nobody up when there are none', () => {
    const { went, to } = recorder()
    createUnsavedWork().leave(to('cost'))
    expect(went).toEqual(['cost'])
  })

  it('are asked about before they are lost, and stay with whoever stays', () => {
    const { went, to } = recorder()
    const work = createUnsavedWork()
    work.hold('the script')
    work.leave(to('cost'))
    expect(work.getState().leaving).not.toBeNull()
    work.stay()
    expect(work.getState()).toMatchObject({ leaving: null, held: [{ of: 'the script' }] })
    expect(went).toEqual([])
  })

  it('let go once, when it is decided so or when the last of them is saved', () => {
    const { went, to } = recorder()
    const work = createUnsavedWork()
    const saved = [work.hold('the script'), work.hold('the voice')]
    work.leave(to('decided'))
    work.drop()
    work.leave(to('saved'))
    saved[0]?.()
    expect(went).toEqual(['decided'])
    saved[1]?.()
    expect(went).toEqual(['decided', 'saved'])
  })

  it('do not count when this way of leaving keeps them', () => {
    const { went, to } = recorder()
    const work = createUnsavedWork()
    work.hold('the note')
    work.leave(to('write'), 'the note')
    expect(went).toEqual(['write'])
  })

  it('in a dialog hold the screen below it too, until the dialog is closed', () => {
    const screen = createUnsavedWork()
    const dialog = createUnsavedWork(screen)
    dialog.hold('this lead')
    expect(screen.getState().held).toMatchObject([{ of: 'this lead' }])
    dialog.forget()
    expect(screen.getState().held).toEqual([])
  })
})
