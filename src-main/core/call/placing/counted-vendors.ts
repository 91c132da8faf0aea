import type { LanguageModel } from '../../conversation/language-model.ts'
import type { UseListener } from '../../wallet/vendor-cost.ts'
import type { Transcriber } from '../speech/transcriber.ts'
import type { Voice } from '../speech/voice.ts'

interface AskedVendors {
  readonly model: LanguageModel
  readonly voice: Voice
  readonly transcriber: Transcriber
}

/** The vendors as one call asks them: all that they are asked for is told to `used`. */
export const countedVendors = (
  { model, voice, transcriber }: AskedVendors,
  used: UseListener,
): AskedVendors => ({
  model: {
    ...model,
    warmUp: (request, signal) => model.warmUp(request, signal, used),
    reply: (request, signal) => model.reply(request, signal, used),
    summarise: (prompt, signal) => model.summarise(prompt, signal, used),
  },
  voice: {
    open: (listener, signal) => voice.open(listener, signal, used),
    render: (text, signal) => voice.render(text, signal, used),
  },
  transcriber: {
    open: (options, listener, signal) => transcriber.open(options, listener, signal, used),
  },
})
