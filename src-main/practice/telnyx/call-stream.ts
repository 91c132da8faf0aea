import type { CallLeg, Carrier } from './carrier.ts'
import type { StreamRequest } from './dial-request.ts'
import { openMediaStream } from './media-stream.ts'

const RECONNECT_AFTER_MS = 500

/** Opens the call's media socket and reports what becomes of it. */
export function openCallStream(
  leg: CallLeg,
  carrier: Carrier,
  request: StreamRequest,
  after: (ms: number, act: () => void) => void,
): void {
  leg.stream?.stop()
  const opened = openMediaStream(
    {
      url: request.stream_url,
      tracks: request.stream_track,
      mode: request.stream_bidirectional_mode,
      codec: carrier.settings.mediaCodec,
      frameMs: carrier.settings.mediaFrameMs,
      numericCounters: carrier.settings.numericCounters,
      ...(request.stream_auth_token && { authToken: request.stream_auth_token }),
      ...(request.custom_parameters && { customParameters: request.custom_parameters }),
    },
    { ...leg, from: leg.request.from, to: leg.request.to },
    carrier.faults,
    {
      started: () => leg.tell('streaming.started', { stream_url: request.stream_url }),
      failed(reason) {
        if (leg.stream === opened) leg.stream = null
        leg.tell('streaming.failed', {
          failure_reason: reason,
          stream_id: opened.streamId,
          stream_type: 'websocket',
          stream_params: { stream_url: request.stream_url, track: request.stream_track },
        })
      },
      dropped() {
        if (leg.stream !== opened) return
        leg.stream = null
        if (leg.status !== 'answered') return
        if (carrier.settings.streamsReconnect) after(RECONNECT_AFTER_MS, () => leg.startStream(request))
        else leg.tell('streaming.stopped', { stream_url: request.stream_url })
      },
    },
  )
  leg.stream = opened
}
