import { describe, expect, it } from 'vitest'
import { CREDIT_CENTS, liveDesktop } from './live-desktop.ts'
import { eventually } from './running-host.ts'

const at = liveDesktop()

describe('when a program is gone', () => {
  it('brings a call to its true end after the desktop was killed in the middle of it, charged once', async () => {
    const { callId } = await at.launch('Dana,Fernwick')
    await at.isLive(callId)
    await at.startAgain('SIGKILL')
    const ended = await at.hasEnded(callId, 30_000)
    expect(ended).toMatchObject({
      status: 'ended',
      outcome: 'failed',
      end_reason: expect.stringContaining('closed during the call'),
    })
    expect(ended.turns.length).toBeGreaterThanOrEqual(2)
    const wallet = (await at.host.get('/wallet')).body
    expect(wallet.held_cents).toBe(0)
    // The carrier may bill a moment later; what nobody was there for is credited then.
    const { cost } = await eventually(
      () => at.call(callId),
      ({ cost }) => cost.settlement !== null,
      30_000,
    )
    expect(cost.credit).toMatchObject({ spans: [{ cause: 'program_ended' }] })
    expect((await at.host.get('/wallet')).body.balance_cents).toBe(
      CREDIT_CENTS - cost.total_cents + cost.credit.cents,
    )
    const practice = await (await fetch(`${at.outside.control}/calls`)).json()
    expect(JSON.stringify(practice)).not.toContain('"status":"live"')
    const { notice } = (await at.host.get('/restart-notice')).body
    expect(notice).toMatchObject({
      cause: 'crash',
      cut_off: [{ call_id: callId, lead_name: 'Dana Fernwick', was: 'live', outcome: 'failed' }],
    })
    await at.host.post('/restart-notice/dismiss', { notice_id: notice.notice_id })
    expect((await at.host.get('/restart-notice')).body).toEqual({ notice: null })
  })

  it('names the homeowner whom an orderly close cut off, at the next start', async () => {
    const { callId } = await at.launch('Grant,Crestmoor')
    await at.isLive(callId)
    await at.startAgain('SIGINT')
    await at.hasEnded(callId, 30_000)
    const { notice } = (await at.host.get('/restart-notice')).body
    expect(notice).toMatchObject({
      cause: 'closed',
      cut_off: [{ call_id: callId, lead_name: 'Grant Crestmoor', was: 'live' }],
    })
    await at.host.post('/restart-notice/dismiss', { notice_id: notice.notice_id })
  })

  it('dials nobody while the relay is gone, and the one in line once it is back', async () => {
    at.outside.relay.kill('SIGKILL')
    const metrics = () =>
      fetch(at.host.api.replace('/api/v1', '/metrics'), {
        headers: { authorization: `Bearer ${at.host.token}` },
      }).then((response) => response.text())
    await eventually(metrics, (text) => text.includes('ridgeline_relay_online 0'), 60_000)
    expect(await metrics()).toContain('ridgeline_relay_online 0')
    const { callId, campaignId } = await at.launch('Priya,Pendrake')
    await eventually(
      () => at.host.get(`/ai-voice/campaigns/${campaignId}`).then(({ body }) => body),
      ({ status }) => status === 'running',
      60_000,
    )
    expect(await at.call(callId)).toMatchObject({ status: 'queued', started_at: null })
    await at.outside.restartRelay('SIGKILL')
    const dialed = await eventually(
      () => at.call(callId),
      ({ status }) => status !== 'queued',
      60_000,
    )
    expect(dialed.started_at).not.toBeNull()
  })
})
