import { implement } from '@orpc/server'
import { contract } from '../../src-preload/contract/contract.ts'
import type { App } from '../app.ts'
import { hearTalk, listenTo, watchActivity, watchLive } from './live-streams.ts'
import { orpcProblem, problemOf } from './problems.ts'
import { refuseUnknownFields } from './unknown-fields.ts'

export interface RequestContext {
  /** Only HTTP has it; the window sends the key in the input. */
  readonly idempotencyKey?: string | undefined
}

/** The contract, answered by the app. Every handler is one call: what it means is decided in the core. */
export function createRouter(app: App) {
  const os = implement(contract)
    .$context<RequestContext>()
    .use(async ({ next, path, procedure }, input) => {
      try {
        refuseUnknownFields(procedure['~orpc'], input)
        return await next()
      } catch (error) {
        throw orpcProblem(
          problemOf(error, (bug) => app.log.error({ err: bug, path: path.join('.') }, 'a request failed')),
        )
      }
    })
  const ok = { ok: true } as const

  return os.router({
    system: {
      status: os.system.status.handler(() => app.status()),
      saveKey: os.system.saveKey.handler(async ({ input }) => {
        await app.saveKey(input.vendor, input.key)
        return ok
      }),
      restartNotice: os.system.restartNotice.handler(() => ({ notice: app.restartNotice() })),
      dismissRestartNotice: os.system.dismissRestartNotice.handler(({ input }) => {
        app.dismissRestartNotice(input.notice_id)
        return ok
      }),
    },

    leads: {
      list: os.leads.list.handler(({ input }) => app.leads.list(input)),
      get: os.leads.get.handler(({ input }) => app.leads.get(input.lead_id)),
      change: os.leads.change.handler(({ input: { lead_id, ...change } }) =>
        app.leads.change(lead_id, change),
      ),
      ids: os.leads.ids.handler(async ({ input }) => ({ lead_ids: await app.leads.ids(input) })),
    },

    imports: {
      begin: os.imports.begin.handler(({ input }) => app.imports.begin(input.file_name, input.kind)),
      append: os.imports.append.handler(async ({ input }) => {
        await app.imports.append(input.import_id, Buffer.from(input.base64, 'base64'))
        return ok
      }),
      preview: os.imports.preview.handler(({ input }) => app.imports.preview(input.import_id)),
      run: os.imports.run.handler(({ input }) => app.imports.run(input.import_id, input.mapping)),
      sample: os.imports.sample.handler(({ input }) => app.imports.sample(input.kind)),
    },

    contractors: {
      list: os.contractors.list.handler(() => ({ items: app.contractors.list(), next_cursor: null })),
      put: os.contractors.put.handler(({ input: { contractor_id, ...changes } }) =>
        app.contractors.put(contractor_id, changes),
      ),
    },

    scripts: {
      list: os.scripts.list.handler(({ input }) => app.scripts.list(input)),
      get: os.scripts.get.handler(({ input }) => app.scripts.get(input.script_id)),
      write: os.scripts.write.handler(({ input }) => app.scripts.write(input)),
      save: os.scripts.save.handler(({ input }) => app.scripts.save(input.name, input.script)),
      previewOpening: os.scripts.previewOpening.handler(({ input }) => app.scripts.previewOpening(input)),
    },

    rehearsals: {
      homeowners: os.rehearsals.homeowners.handler(() => ({ items: app.rehearsals.homeowners() })),
      start: os.rehearsals.start.handler(({ input }) => app.rehearsals.start(input)),
      list: os.rehearsals.list.handler(({ input }) => app.rehearsals.list(input)),
      get: os.rehearsals.get.handler(({ input }) => app.rehearsals.get(input.rehearsal_id)),
      startOwnVoice: os.rehearsals.startOwnVoice.handler(({ input }) => app.rehearsals.startOwnVoice(input)),
      talk: os.rehearsals.talk.handler(({ input, signal }) =>
        hearTalk(app.rehearsals.talk(input.rehearsal_id), signal),
      ),
      microphone: os.rehearsals.microphone.handler(({ input }) => {
        app.rehearsals.talk(input.rehearsal_id).microphone(Buffer.from(input.pcmu_base64, 'base64'))
        return ok
      }),
      say: os.rehearsals.say.handler(async ({ input }) => {
        await app.rehearsals.talk(input.rehearsal_id).say(input.text)
        return ok
      }),
      hangUp: os.rehearsals.hangUp.handler(({ input }) => {
        app.rehearsals.talk(input.rehearsal_id).hangUp()
        return ok
      }),
    },

    campaigns: {
      estimate: os.campaigns.estimate.handler(({ input }) =>
        app.campaigns.estimate(input.lead_ids, input.contractor_id),
      ),
      reach: os.campaigns.reach.handler(({ input }) => app.campaigns.reach(input)),
      launch: os.campaigns.launch.handler(({ input, context }) =>
        app.campaigns.launch({ ...input, idempotency_key: context.idempotencyKey ?? input.idempotency_key }),
      ),
      list: os.campaigns.list.handler(({ input }) => app.campaigns.list(input)),
      get: os.campaigns.get.handler(({ input }) => app.campaigns.get(input.campaign_id)),
      pause: os.campaigns.pause.handler(({ input }) => app.campaigns.pause(input.campaign_id)),
      resume: os.campaigns.resume.handler(({ input }) => app.campaigns.resume(input.campaign_id)),
      pace: os.campaigns.pace.handler(({ input }) => app.campaigns.pace(input.campaign_id)),
      setSettings: os.campaigns.setSettings.handler(({ input: { campaign_id, ...changes } }) =>
        app.campaigns.setSettings(campaign_id, changes),
      ),
      changeLeads: os.campaigns.changeLeads.handler(({ input }) =>
        app.campaigns.changeLeads(input.campaign_id, input.add, input.remove),
      ),
      setScript: os.campaigns.setScript.handler(({ input }) =>
        app.campaigns.setScript(input.campaign_id, input.script_id),
      ),
      cancel: os.campaigns.cancel.handler(({ input }) => app.campaigns.cancel(input.campaign_id)),
    },

    calls: {
      list: os.calls.list.handler(({ input }) => app.calls.list(input)),
      get: os.calls.get.handler(({ input }) => app.calls.get(input.call_id)),
      timeline: os.calls.timeline.handler(({ input }) => app.calls.timeline(input.call_id)),
      waveform: os.calls.waveform.handler(({ input }) => app.calls.waveform(input.call_id)),
      recording: os.calls.recording.handler(async ({ input }) => ({
        wav_base64: (await app.calls.recordingWav(input.call_id)).toString('base64'),
      })),
      hangup: os.calls.hangup.handler(({ input }) => {
        app.calls.hangUp(input.call_id)
        return ok
      }),
      say: os.calls.say.handler(async ({ input }) => {
        await app.calls.desk(input.call_id).say(input.text)
        return ok
      }),
      whisper: os.calls.whisper.handler(async ({ input }) => {
        await app.calls.desk(input.call_id).whisper(input.text)
        return ok
      }),
      mute: os.calls.mute.handler(async ({ input }) => {
        await app.calls.desk(input.call_id).mute(input.muted)
        return ok
      }),
      takeover: os.calls.takeover.handler(({ input }) => {
        app.calls.desk(input.call_id).takeOver()
        return ok
      }),
      microphone: os.calls.microphone.handler(({ input }) => {
        app.calls.desk(input.call_id).microphone(Buffer.from(input.pcmu_base64, 'base64'))
        return ok
      }),
      handback: os.calls.handback.handler(({ input }) => {
        app.calls.desk(input.call_id).handBack(input.brief)
        return ok
      }),
    },

    live: {
      watch: os.live.watch.handler(({ signal }) => watchLive(app.desk, signal)),
      listen: os.live.listen.handler(({ input, signal }) => listenTo(app.desk, input.call_id, signal)),
    },

    activity: {
      list: os.activity.list.handler(({ input }) => app.activity.list(input)),
      watch: os.activity.watch.handler(({ signal }) => watchActivity(app.activity.feed, signal)),
    },

    bookings: {
      list: os.bookings.list.handler(({ input }) => app.bookings.list(input)),
      get: os.bookings.get.handler(({ input }) => app.bookings.get(input.booking_id)),
      calendar: os.bookings.calendar.handler(() => ({ ics: app.bookings.calendar() })),
      slots: os.bookings.slots.handler(({ input }) => ({
        items: app.bookings.slots(input.booking_id),
        next_cursor: null,
      })),
      reschedule: os.bookings.reschedule.handler(({ input }) =>
        app.bookings.reschedule(input.booking_id, input.starts_at, input.reason),
      ),
      cancel: os.bookings.cancel.handler(({ input }) => app.bookings.cancel(input.booking_id, input.reason)),
    },

    followUps: {
      list: os.followUps.list.handler(({ input }) => app.followUps.list(input)),
      create: os.followUps.create.handler(({ input }) => app.followUps.create(input)),
      change: os.followUps.change.handler(({ input }) => app.followUps.change(input)),
      skip: os.followUps.skip.handler(({ input }) => app.followUps.skip(input.follow_up_id)),
      now: os.followUps.now.handler(({ input }) => app.followUps.now(input.follow_up_id)),
      done: os.followUps.done.handler(({ input }) => app.followUps.done(input.follow_up_id)),
      sequences: os.followUps.sequences.handler(() => ({
        items: app.followUps.sequences(),
        next_cursor: null,
      })),
      setSequence: os.followUps.setSequence.handler(({ input }) => app.followUps.setSequence(input)),
      mailing: os.followUps.mailing.handler(() => app.followUps.mailing()),
      texting: os.followUps.texting.handler(() => app.followUps.texting()),
      checkTexting: os.followUps.checkTexting.handler(() => app.followUps.checkTexting()),
      texts: os.followUps.texts.handler(({ input }) => app.followUps.texts(input)),
    },

    analytics: {
      daily: os.analytics.daily.handler(({ input }) => ({
        items: app.analytics.daily(input.days),
        next_cursor: null,
      })),
    },

    wallet: {
      get: os.wallet.get.handler(() => app.wallet.get()),
      postings: os.wallet.postings.handler(({ input }) => app.wallet.postings(input)),
      pause: os.wallet.pause.handler(({ input }) => app.wallet.pause(input?.live_calls ?? 'finish')),
      outlook: os.wallet.outlook.handler(() => app.money.outlook()),
      autoSpend: os.wallet.autoSpend.handler(({ input }) => app.wallet.setRules(input)),
      resume: os.wallet.resume.handler(() => app.wallet.resume()),
      credit: os.wallet.credit.handler(({ input }) => app.wallet.credit(input.amount_cents, input.reason)),
      checkout: os.wallet.checkout.handler(({ input }) => app.money.checkout(input.bundle_id)),
      figures: os.wallet.figures.handler(() => app.money.figures()),
      statement: os.wallet.statement.handler(async ({ input }) => {
        const { fileName, bytes } = await app.wallet.statement(input.month, input.format)
        return { file_name: fileName, file_base64: Buffer.from(bytes).toString('base64') }
      }),
      bundles: os.wallet.bundles.handler(async () => ({
        items: await app.money.bundles(),
        next_cursor: null,
      })),
      purchases: os.wallet.purchases.handler(() => ({ items: app.money.purchases(), next_cursor: null })),
    },

    approvals: {
      list: os.approvals.list.handler(({ input }) => app.approvals.list(input)),
      decide: os.approvals.decide.handler(({ input }) => app.approvals.decide(input)),
    },

    compliance: {
      suppressions: os.compliance.suppressions.handler(({ input }) => app.compliance.suppressions(input)),
      suppress: os.compliance.suppress.handler(({ input }) => app.compliance.suppress(input)),
      addConsent: os.compliance.addConsent.handler(({ input }) => app.compliance.addConsent(input)),
      rules: os.compliance.rules.handler(() => app.compliance.rules()),
      setRules: os.compliance.setRules.handler(({ input }) => app.compliance.setRules(input)),
      lists: os.compliance.lists.handler(() => app.compliance.lists()),
      evidence: os.compliance.evidence.handler(async ({ input }) => {
        const { fileName, zip } = await app.compliance.evidence(input.id)
        return { file_name: fileName, zip_base64: Buffer.from(zip).toString('base64') }
      }),
      documents: os.compliance.documents.handler(({ input }) => app.compliance.documents(input.consent_id)),
    },

    relay: {
      computers: os.relay.computers.handler(async () => ({
        items: await app.relayAccess.computers(),
        next_cursor: null,
      })),
      pairingCode: os.relay.pairingCode.handler(() => app.relayAccess.pairingCode()),
      withdrawPairingCode: os.relay.withdrawPairingCode.handler(async () => {
        await app.relayAccess.withdrawPairingCode()
        return ok
      }),
      remove: os.relay.remove.handler(async ({ input }) => {
        await app.relayAccess.remove(input.computer_id)
        return ok
      }),
      changeKey: os.relay.changeKey.handler(async () => {
        await app.relayAccess.changeKey()
        return ok
      }),
      connect: os.relay.connect.handler(async () => {
        await app.relayAccess.connectAgain()
        return ok
      }),
    },

    voiceConfiguration: {
      get: os.voiceConfiguration.get.handler(() => app.voiceConfiguration.get()),
      put: os.voiceConfiguration.put.handler(({ input }) => app.voiceConfiguration.put(input)),
    },
  })
}
export type Router = ReturnType<typeof createRouter>
