import { describe, expect, it } from 'vitest'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import { normaliseForSpeech } from '../../src-main/core/conversation/normalise-speech.ts'
import { say, scriptedCall } from './scripted-call.ts'

/** Plain ones, and those in which numbers, prices, times and abbreviations are spoken otherwise than written. */
const SENTENCES = [
  'Great, I can offer you Tuesday at 10 or Wednesday at 2.',
  'A full replacement runs from $12,450 to $18,900 for most homes.',
  'That costs $1,299.50 all in, with nothing due up front.',
  'Our crew arrives at 8:30 a.m. and leaves by 5 p.m. on most days.',
  'We worked on 4 roofs on your street in the last 12 months.',
  'The hail on June 3 was 1 1/2 inches across, so a look is worth it.',
  'About 3/4 of the shingles on the south side lose their grain first.',
  'Your roof is about 2,400 sq. ft. with a slope of 6 in 12.',
  'Dr. Example at 100 Oak St. had the same question last week.',
  'You can call us back at 5 1 2, 5 5 5, 0 1 4 2 whenever it suits.',
  'Yes, I am an A.I. assistant, and I work for the office.',
  'No, there is no charge, no obligation, and no pressure at all.',
  'I understand, and I will keep this short.',
  'May I ask how old your roof is?',
  'Thank you. Is the home insured with wind and hail cover?',
  'Sure. The inspection takes about 45 minutes, and you need not be home.',
  'It is 100% free; you get a written report with photos.',
  'Would Thursday the 14th work, or is Friday better for you?',
  'I am sorry to hear that. I will note it right away.',
  'We found that 7 of 10 roofs of that age have soft spots.',
  'Well, that depends on the pitch, the layers, and the access.',
  'Let me see what times we have open for you next week.',
  'You are all set for Monday, December 7, at 9:15 in the morning.',
  'The address I have is 100 Example Street in Austin, is that right?',
  'Nobody will climb up without your word, I promise you that.',
  'Our office opens at 7 and closes at 6 on weekdays.',
  'I hear you; many people tell me the same.',
  'The warranty runs 25 years on labor and 50 on the shingles.',
  'If the adjuster has been there already, keep the letter for us.',
  'That is no problem at all.',
  'Then I will let you go, and thank you for your time.',
  'It may rain on Wednesday, so Tuesday is the safer choice.',
  'Could you tell me whether you see any stains on the ceiling?',
  'Asphalt, metal or tile: which one do you have up there?',
  'We are licensed, insured, and based right here in town.',
  'The last job near you was 40 meters away, in June.',
  'You would speak with one of our inspectors, not with me.',
  'A second look costs you nothing, and it may save you a lot.',
  'Perfect, I have that down for you.',
  'I can also send the details by text if you like.',
  'How about a call back tomorrow at noon?',
  'The storm of May 9 brought gusts of 70 miles an hour.',
  'Between 10 and 12 we have two crews close to you.',
  'I do not know that, but our inspector will.',
  'There were 3 claims on your block since April.',
  'It is worth checking before the winter, in my view.',
  'Roofs like yours usually last 20 to 25 years here.',
  'Please keep the gate open if you have a dog.',
  'We do not touch the gutters unless you ask us to.',
  'Okay, and is this the best number to reach you on?',
  'One moment, I am looking at the calendar for you.',
  'Good. Then I only need your word that Tuesday at 10 is fine.',
] as const

const wordsOf = (text: string): string[] => text.trim().split(/\s+/).filter(Boolean)

/** How long the agent's reply takes to speak, from its first frame to its last. */
async function spokenMs(sentence: string): Promise<number> {
  const scene = scriptedCall([sentence])
  await answered(scene)
  await scene.clock.run(20_000, () => replyOf(scene) !== undefined)
  const turn = replyOf(scene)
  return turn ? turn.ended_at_ms - turn.started_at_ms : 0
}

type Scene = ReturnType<typeof scriptedCall>
const replyOf = ({ turns }: Scene) => [...turns.values()].find(({ turn_id }) => turn_id.includes('reply-'))

/** Up to the first frame of the agent's reply. */
async function answered(scene: Scene): Promise<void> {
  await scene.clock.run(3_000)
  await say(scene, 'Yes, now is fine.')
  scene.phone.heard = ''
  await scene.clock.run(4_000, () => scene.phone.heard !== '')
}

const spoken = (text: string): string => normaliseForSpeech(text).replace(/\s+/g, '')
const ear = (heard: string): string => heard.replace(/\s+/g, '')

/** More than one spoken word that the ear did not receive in full. */
const claimsTooMuch = (claimed: string, heard: string): boolean =>
  !ear(heard).startsWith(wordsOf(normaliseForSpeech(claimed)).slice(0, -1).join(''))

/** More is missing than the last spoken word that the ear received, and what is written together with it. */
function claimsTooLittle(sentence: string, claimed: string, heard: string): boolean {
  const withoutLast = ear(heard).length - (wordsOf(heard).at(-1)?.length ?? 0)
  const whole = spoken(sentence)
  const surely = wordsOf(sentence).filter((_, i, words) => {
    const begin = spoken(words.slice(0, i + 1).join(' '))
    return whole.startsWith(begin) && begin.length <= withoutLast
  })
  return wordsOf(claimed).length < surely.length
}

const clearsIn = (log: readonly CallLogEntry[]): number => log.filter(({ kind }) => kind === 'clear').length

describe('a barge-in at any moment', () => {
  it(`leaves a transcript that is right to the word, swept every 20 ms through ${SENTENCES.length} sentences`, async () => {
    expect(SENTENCES.length).toBeGreaterThanOrEqual(50)
    let cuts = 0
    for (const sentence of SENTENCES) {
      const wholeMs = await spokenMs(sentence)
      expect(wholeMs, sentence).toBeGreaterThan(1_000)
      for (let cutMs = 20; cutMs < wholeMs - 200; cutMs += 20) {
        const scene = scriptedCall([sentence])
        await answered(scene)
        await scene.clock.run(cutMs)
        // The ear hears at this moment what the frame on the wire now brings: nothing after it may come.
        const before = scene.phone.heard
        scene.call.hearing.turnStarted()
        scene.call.hearing.turnUpdated('wait, hold on')
        const about = `"${sentence}" cut at ${cutMs} ms`
        expect(clearsIn(scene.log), about).toBe(1)
        await scene.clock.run(60)
        expect(scene.phone.framesSinceClear, about).toBe(0)
        expect(wordsOf(scene.phone.heard).length - wordsOf(before).length, about).toBeLessThanOrEqual(1)
        const claimed = replyOf(scene)?.heard_text ?? ''
        const told = `${about}: the ear heard "${before}", the transcript says "${claimed}"`
        expect(sentence.startsWith(claimed), told).toBe(true)
        expect(claimsTooMuch(claimed, before), told).toBe(false)
        expect(claimsTooLittle(sentence, claimed, before), told).toBe(false)
        scene.call.close()
        cuts++
      }
    }
    expect(cuts).toBeGreaterThan(5_000)
  }, 300_000)
})
