/** What each frame of the relay means on the way it came. */
import { parseBody, RelayMessage, StreamNews } from '../../../cloud-relay/wire/control-messages.ts'
import { type Frame, FrameType } from '../../../cloud-relay/wire/frame.ts'
import type { CallStreams } from './call-streams.ts'
import type { ComputersAtLink } from './computers.ts'
import type { EventInbox } from './event-inbox.ts'
import type { HostedLinkEnd } from './hosted-link.ts'
import type { LinkRequests } from './link-requests.ts'
import type { LinkRoute } from './link-route.ts'

export interface RelayFrameParts {
  /** Whether new work goes this way. Events of a relay that is being replaced come again from the new one. */
  readonly isCurrent: (way: LinkRoute) => boolean
  readonly inbox: EventInbox
  readonly requests: LinkRequests
  readonly hosted: HostedLinkEnd
  readonly computers: Pick<ComputersAtLink, 'someonePairs'>
}

/** Answers false when the relay breaks the rules. */
export function relayFrames(parts: RelayFrameParts): (way: LinkRoute, frame: Frame) => boolean {
  const { isCurrent, inbox, requests, hosted, computers } = parts

  function answered(streams: CallStreams, frame: Frame): boolean {
    const message = parseBody(RelayMessage, frame)
    if (message?.type === 'clip_kept') return true
    if (message && hosted.received(message)) return true
    if (message?.type === 'someone_pairs') {
      computers.someonePairs(message)
      return true
    }
    if (!message || !('request_id' in message)) return false
    // Whoever asked has given up: the stream must not wait for a carrier that will never come.
    if (!requests.answer(message) && message.type === 'stream_opened') streams.closeStream(message.stream_id)
    return true
  }

  return (way, frame) => {
    const { lane, streams } = way
    switch (frame.type) {
      case FrameType.audio:
        streams.audio(frame.streamId, frame.number, frame.body)
        return true
      case FrameType.streamControl: {
        const news = parseBody(StreamNews, frame)
        if (news && lane.accept(frame.number)) streams.news(frame.streamId, news)
        return news !== undefined
      }
      case FrameType.eventPiece:
        return !isCurrent(way) || inbox.piece(frame.number, frame.body, false)
      case FrameType.eventEnd:
        return !isCurrent(way) || inbox.piece(frame.number, frame.body, true)
      case FrameType.control:
        return answered(streams, frame)
      default:
        return false
    }
  }
}
