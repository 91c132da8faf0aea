/** WebSocket close codes of the link. */
export const LinkClose = {
  relayStops: 1001,
  /** Another session of this account has taken the lease. */
  superseded: 4001,
  /** A `refused` message went before. */
  refused: 4002,
  protocol: 4003,
  /** Nothing was heard for three heartbeats, or the peer reads too slowly. */
  lost: 4008,
} as const
