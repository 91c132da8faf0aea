import { dialog, Notification } from 'electron'
import type { CoreNews } from './core-host.ts'

type BadNews = Extract<CoreNews['type'], 'crashed' | 'started-anew' | 'gave-up'>

const WORDS: Record<BadNews, { title: string; body: string }> = {
  crashed: {
    title: 'Ridgeline had to restart its phone service',
    body: 'Calls that were up were cut off. They are brought to their end in the records, and none is dialed twice.',
  },
  'started-anew': {
    title: 'Ridgeline is back',
    body: 'Look at the calls marked for review before you launch again.',
  },
  'gave-up': {
    title: 'Ridgeline cannot keep its phone service running',
    body: 'It stopped several times in a row. Nothing is dialed. Quit Ridgeline and start it again; your records are safe.',
  },
}

export function notify(news: BadNews): void {
  const { title, body } = WORDS[news]
  if (news === 'gave-up') dialog.showErrorBox(title, body)
  else if (Notification.isSupported()) new Notification({ title, body }).show()
}
