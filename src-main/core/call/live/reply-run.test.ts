import { describe, expect, it } from 'vitest'
import type { LanguageModel, ReplyPart } from '../../conversation/language-model.ts'
import { Playout } from './playout.ts'
import { ReplyRun } from './reply-run.ts'

describe('a reply that is cancelled', () => {
  it('gives the voice nothing more to say, though the model ends quietly in the middle of a sentence', async () => {
    const said: string[] = []
    let goOn = () => {}
    const stopped = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const reply = new ReplyRun({
      replyId: 'reply-1',
      model: {
        async *reply(): AsyncGenerator<ReplyPart> {
          yield { type: 'text', text: 'Thanks for telling me that, ' }
          yield { type: 'text', text: 'it helps us a' }
          await stopped
        },
      } as unknown as LanguageModel,
      system: '',
      messages: [],
      voice: { say: (_, text) => said.push(text), finish: () => {}, cancel: () => {}, close: () => {} },
      playout: new Playout(
        { sendAudio: () => {}, sendMark: () => {}, clear: () => {}, close: () => {} },
        { lineStarted: () => {}, lineHeard: () => {}, frameSent: () => {} },
      ),
      callTools: { run: async () => ({ content: '', isError: false, action: null }) },
      heardByHomeowner: () => false,
      monotonicMs: () => 0,
      pause: () => Promise.resolve(),
      speculative: true,
      language: 'en',
      log: () => {},
      onUsage: () => {},
    })
    const running = reply.run()
    await expect.poll(() => said).toEqual(['Thanks for telling me that,'])
    reply.cancel()
    goOn()
    expect(await running).toEqual({ status: 'cancelled' })
    expect(said).toEqual(['Thanks for telling me that,'])
  })
})
