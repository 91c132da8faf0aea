/** WebSocket close codes of the link. */
export const LinkClose = {
  relayStops: 1001,
  /** Another run of the desktop, on this computer or another, has taken the lease. */
  superseded: 4001,
  /** A `refused` message went before. */
  refused: 4002,
  protocol: 4003,
  /** The same run of the desktop has connected anew: this connection is one that it has given up. */
  resumed: 4004,
  /** Nothing was heard for three heartbeats, or the peer reads too slowly. */
  lost: 4008,
} as const
