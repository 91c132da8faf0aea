import type { Vapi } from '@vapi-ai/server-sdk'
import type { AssistantBrief, HostedCallRequest } from '../../core/hosted/hosted-engine.ts'

/** A message that was not taken is sent again within the minute; what is lost after that is asked for. */
const MESSAGE_RETRIES = { type: 'exponential' as never, maxRetries: 5, baseDelaySeconds: 1 }
/** The relay answers within seven seconds, whatever becomes of the desktop. */
const ANSWER_WITHIN_S = 10
/** Vapi's limits on names. */
const MOST_CHARS = 40

/** `POST /call`: one call, with an assistant of its own that is kept nowhere. */
export function createCall(request: HostedCallRequest, phoneNumberId: string): Vapi.CreateCallDto {
  return {
    // What a call is looked up by when the answer to this request is lost.
    name: request.callId,
    phoneNumberId,
    customer: {
      number: request.to,
      name: request.homeowner.slice(0, MOST_CHARS),
      externalId: request.callId,
    },
    assistant: assistant(request.assistant, request.webhook),
  }
}

function assistant(brief: AssistantBrief, webhook: HostedCallRequest['webhook']): Vapi.CreateAssistantDto {
  return {
    name: brief.name.slice(0, MOST_CHARS),
    metadata: { ...brief.references },
    firstMessage: brief.firstMessage,
    firstMessageMode: 'assistant-speaks-first',
    firstMessageInterruptionsEnabled: false,
    model: {
      provider: 'anthropic',
      model: 'claude-haiku-4-5-20251001',
      temperature: 0.3,
      maxTokens: 200,
      messages: [{ role: 'system', content: brief.system }],
      tools: brief.tools.map((tool) => functionTool(tool, brief.words)),
    },
    voice: { provider: '11labs', voiceId: brief.voiceId, model: 'eleven_flash_v2_5' },
    transcriber: {
      provider: 'deepgram',
      model: 'nova-3',
      language: LANGUAGES[brief.language],
      smartFormat: true,
    },
    backgroundSound: 'off',
    maxDurationSeconds: brief.maxDurationSeconds,
    hooks: [
      afterSilence('still-there', Math.max(5, brief.silenceSeconds), [
        { type: 'say', exact: brief.words.stillThere },
      ]),
      afterSilence('nobody-there', Math.max(5, brief.silenceSeconds) * PATIENCE, [
        { type: 'say', exact: brief.words.nobodyThere },
        { type: 'tool', tool: { type: 'endCall' } },
      ]),
    ],
    // No message is left: `voicemailMessage` stays unset, which hangs up.
    voicemailDetection: {
      provider: 'vapi',
      beepMaxAwaitSeconds: 25,
      backoffPlan: { startAtSeconds: 2, frequencySeconds: 2.5, maxRetries: 6 },
    },
    stopSpeakingPlan: brief.bargeIn ? { numWords: 0 } : { numWords: 10 },
    keypadInputPlan: { enabled: true, timeoutSeconds: 1 },
    artifactPlan: {
      recordingEnabled: brief.record,
      pcapEnabled: false,
      loggingEnabled: false,
      transcriptPlan: { enabled: true },
    },
    monitorPlan: { listenEnabled: false, controlEnabled: true },
    clientMessages: [],
    serverMessages: [...MESSAGES],
    server: {
      url: webhook.url,
      headers: { ...webhook.headers },
      timeoutSeconds: ANSWER_WITHIN_S,
      backoffPlan: MESSAGE_RETRIES,
    },
  }
}

/** A call screener lets us wait while its owner reads who calls: nobody is left before that. */
const PATIENCE = 4

const afterSilence = (
  name: string,
  timeoutSeconds: number,
  steps: Vapi.CallHookCustomerSpeechTimeout['do'],
) => ({
  on: 'customer.speech.timeout' as const,
  name,
  options: { timeoutSeconds, triggerMaxCount: 1, triggerResetMode: 'onUserSpeech' as const },
  do: steps,
})

/** What the desktop does when the agent uses it; should nobody answer, Vapi itself keeps to what matters most. */
function functionTool(
  { name, description, inputSchema }: AssistantBrief['tools'][number],
  words: AssistantBrief['words'],
) {
  const endsTheCall = name === 'add_to_do_not_call' || name === 'end_call'
  const last = name === 'add_to_do_not_call' ? words.optedOut : words.goodbye
  return {
    type: 'function' as const,
    async: false,
    function: { name, description, parameters: inputSchema as unknown as Vapi.OpenAiFunctionParameters },
    messages: endsTheCall
      ? [{ type: 'request-failed' as const, content: last, endCallAfterSpokenEnabled: true }]
      : [{ type: 'request-response-delayed' as const, content: words.oneMoment, timingMilliseconds: 1_500 }],
  }
}

const LANGUAGES = { en: 'en-US', es: 'es', auto: 'multi' } as const satisfies Record<
  AssistantBrief['language'],
  Vapi.DeepgramTranscriberLanguage
>

/** Without a word of ours, the rest of Vapi's many messages stay unsent. */
const MESSAGES = [
  'status-update',
  'transcript',
  'tool-calls',
  'hang',
  'speech-update',
  'user-interrupted',
  'end-of-call-report',
] as const
