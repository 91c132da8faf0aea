/** Telnyx's error bodies. The number alone does not say enough: 10011 means two things by status. */

export interface TelnyxError {
  readonly status: 400 | 401 | 403 | 404 | 422 | 429 | 500 | 503
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly pointer?: string
}

export const errorBody = ({ code, title, detail, pointer }: TelnyxError): object => ({
  errors: [
    {
      code,
      title,
      detail,
      ...(pointer && { source: { pointer } }),
      meta: { url: `https://developers.telnyx.com/docs/overview/errors/${code}` },
    },
  ],
})

export const ERRORS = {
  unauthorized: {
    status: 401,
    code: '10009',
    title: 'Authentication failed',
    detail: 'Could not find any usable credentials in the request.',
  },
  notFound: {
    status: 404,
    code: '10005',
    title: 'Resource not found',
    detail: 'The requested resource or URL could not be found.',
  },
  invalidCallControlId: {
    status: 422,
    code: '90015',
    title: 'Invalid Call Control ID',
    detail: 'The call_control_id provided was not valid.',
    pointer: '/call_control_id',
  },
  callEnded: {
    status: 422,
    code: '90018',
    title: 'Call has already ended',
    detail: "This call is no longer active and can't receive commands.",
    pointer: '/call_control_id',
  },
  notAnswered: {
    status: 422,
    code: '90034',
    title: 'Call not answered yet',
    detail: 'This command requires the call to be answered.',
    pointer: '/call_control_id',
  },
  outboundAnswer: {
    status: 422,
    code: '90102',
    title: 'Invalid command',
    detail: 'The answer command can only be issued on an incoming call.',
  },
  badClientState: {
    status: 422,
    code: '90017',
    title: 'Invalid client_state',
    detail: 'The client_state must be a valid Base64 string.',
    pointer: '/client_state',
  },
  dialLimit: {
    status: 429,
    code: '90103',
    title: 'Dials per second limit exceeded',
    detail: 'The account dials per second limit was exceeded.',
  },
  channelLimit: {
    status: 403,
    code: '90041',
    title: 'User channel limit exceeded',
    detail: 'The account has reached its concurrent call limit. D1',
  },
  serverError: {
    status: 500,
    code: '10007',
    title: 'Unexpected error',
    detail: 'An unexpected error occured.',
  },
  unavailable: {
    status: 503,
    code: '10007',
    title: 'Service unavailable',
    detail: 'The service is temporarily unavailable.',
  },
  optedOut: {
    status: 400,
    code: '40300',
    title: 'Blocked due to STOP message',
    detail: 'Messages cannot be sent from this messaging profile to the recipient: the recipient opted out.',
  },
  notRegistered: {
    status: 400,
    code: '40010',
    title: 'Not 10DLC registered',
    detail: 'The sending number is not registered for 10DLC traffic.',
  },
  streamNotInUse: {
    status: 422,
    code: '90048',
    title: 'Streaming not in use',
    detail: 'There is no active stream on this call.',
  },
} as const satisfies Record<string, TelnyxError>

export const missing = (field: string): TelnyxError => ({
  status: 422,
  code: '10004',
  title: 'Missing required parameter',
  detail: `The ${field} parameter is required.`,
  pointer: `/${field}`,
})

export const notE164 = (field: string): TelnyxError => ({
  status: 422,
  code: '10016',
  title: 'Phone number must be in +E164 format',
  detail: `The '${field}' parameter must be in E.164 format.`,
  pointer: `/${field}`,
})

export const badValue = (
  field: string,
  detail: string,
  code: '10032' | '10033' | '10015' = '10032',
): TelnyxError => ({
  status: 422,
  code,
  title: 'Invalid parameter',
  detail,
  pointer: `/${field}`,
})
