import { type BrowserWindow, dialog } from 'electron'

const LEAVE = 1

/**
 * A page that holds itself open has edits that are not saved, or a person speaking in a call. Electron would refuse to
 * close it without a word, so the person decides. A program that must end, ends.
 */
export function askBeforeLeaving(window: BrowserWindow, mustEnd: () => boolean): void {
  window.webContents.on('will-prevent-unload', (event) => {
    // Preventing the default of this event lets the page go.
    if (mustEnd() || wantsToLeave(window)) event.preventDefault()
  })
}

/** The page waits for the answer, so it is asked for at once. */
const wantsToLeave = (window: BrowserWindow): boolean =>
  dialog.showMessageBoxSync(window, {
    type: 'question',
    title: 'Ridgeline',
    message: 'Leave without finishing?',
    detail:
      'Something in this window is not finished: changes that are not saved, or a call in which you are speaking. Changes are lost if you leave; a call goes back to the agent.',
    buttons: ['Stay here', 'Leave'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  }) === LEAVE
