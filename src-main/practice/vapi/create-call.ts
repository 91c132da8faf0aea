/** The parts of `POST /call` that this world acts on. */
export interface VapiCallRequest {
  readonly name: string | null
  readonly phoneNumberId: string | null
  readonly customer: { readonly number: string; readonly name?: string; readonly externalId?: string }
  readonly assistant: VapiAssistant
}

export interface VapiAssistant {
  readonly name?: string
  readonly firstMessage?: string
  readonly model?: {
    readonly messages?: readonly { readonly role: string; readonly content: string }[]
    readonly tools?: readonly VapiTool[]
  }
  readonly voice?: { readonly voiceId?: string }
  readonly artifactPlan?: { readonly recordingEnabled?: boolean }
  readonly server?: VapiServer
  readonly serverMessages?: readonly string[]
  readonly maxDurationSeconds?: number
  readonly voicemailDetection?: unknown
  readonly endCallMessage?: string
  readonly metadata?: Readonly<Record<string, unknown>>
}

export interface VapiTool {
  readonly type: string
  readonly function?: { readonly name: string }
  readonly messages?: readonly {
    readonly type: string
    readonly content?: string
    readonly endCallAfterSpokenEnabled?: boolean
  }[]
}

export interface VapiServer {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutSeconds?: number
  readonly backoffPlan?: {
    readonly type?: string
    readonly maxRetries?: number
    readonly baseDelaySeconds?: number
  }
}

export const DEFAULT_MESSAGES = [
  'conversation-update',
  'end-of-call-report',
  'function-call',
  'hang',
  'speech-update',
  'status-update',
  'tool-calls',
  'transfer-destination-request',
  'handoff-destination-request',
  'user-interrupted',
  'assistant.started',
]

export function readCreateCall(body: unknown): VapiCallRequest | { wrong: string[] } {
  const request = (typeof body === 'object' && body !== null ? body : {}) as Partial<VapiCallRequest> & {
    assistantVersion?: unknown
  }
  const wrong: string[] = []
  if (!request.assistant) wrong.push('one of assistantId, assistant, squad or workflow must be given')
  if (request.assistant && request.assistantVersion !== undefined)
    wrong.push('assistantVersion cannot be used with a transient assistant')
  if (!/^\+[1-9]\d{6,14}$/.test(request.customer?.number ?? ''))
    wrong.push('customer.number must be a valid phone number in the E.164 format')
  if (typeof request.name === 'string' && request.name.length > 40)
    wrong.push('name must be shorter than or equal to 40 characters')
  if (!request.phoneNumberId) wrong.push('phoneNumberId must be given')
  const limit = request.assistant?.maxDurationSeconds
  if (limit !== undefined && (limit < 10 || limit > 43_200))
    wrong.push('assistant.maxDurationSeconds must be between 10 and 43200')
  if (wrong.length > 0 || !request.assistant || !request.customer) return { wrong }
  return {
    name: request.name ?? null,
    phoneNumberId: request.phoneNumberId ?? null,
    customer: request.customer,
    assistant: request.assistant,
  }
}
