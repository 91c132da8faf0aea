import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { CHARACTERS } from '../homeowners/directory.ts'
import { sampleJobsCsv } from './sample-jobs.ts'
import { sampleHomeowners, sampleLeadsCsv, sampleSuppressionsCsv } from './sample-leads.ts'
import { samplePeople } from './sample-people.ts'

const SHIPPED_DAY = '2026-11-23'
const rows = (text: string) => parse(text, { columns: true }) as Record<string, string>[]
const digits = (phone: string | undefined): string => (phone ?? '').replace(/\D/g, '').slice(-10)

describe('the sample data', () => {
  const leads = rows(sampleLeadsCsv(SHIPPED_DAY))

  it('is what the shipped files hold', () => {
    const shipped = (name: string): string => readFileSync(`resources/practice/${name}`, 'utf8')
    expect(shipped('leads.csv')).toBe(sampleLeadsCsv(SHIPPED_DAY))
    expect(shipped('suppressions.csv')).toBe(sampleSuppressionsCsv(SHIPPED_DAY))
    expect(shipped('neighborhood-jobs.csv')).toBe(sampleJobsCsv(SHIPPED_DAY))
    expect(JSON.parse(shipped('homeowners.json'))).toEqual(sampleHomeowners())
  })

  it('uses fictional numbers only, each once but for the duplicate row', () => {
    const numbers = leads.map((lead) => digits(lead.Phone)).filter((number) => number.length === 10)
    expect(numbers.every((number) => /^\d{3}55501\d\d$/.test(number))).toBe(true)
    expect(numbers.length - new Set(numbers).size).toBe(1)
  })

  it('has about fifty leads with full, fresh consent and each flaw once', () => {
    const day = Date.parse(SHIPPED_DAY)
    const fresh = leads.filter((lead) => {
      const ageDays = (day - Date.parse(lead.consent_captured_at ?? '')) / 86_400_000
      return (
        lead.consent_ai_calls === 'yes' &&
        lead.consent_seller === 'Summit Ridge Roofing LLC' &&
        ageDays >= 4 &&
        ageDays <= 25
      )
    })
    expect(fresh.length).toBeGreaterThanOrEqual(50)
    const flaws = samplePeople()
      .map(({ flaw }) => flaw)
      .filter((flaw) => flaw !== 'none')
    expect(new Set(flaws).size).toBe(11)
    expect(flaws).toHaveLength(11)
  })

  it('names seller and A.I. voice in the consent, and never makes it a condition', () => {
    for (const lead of leads.filter((row) => row.consent_ai_calls === 'yes')) {
      expect(lead.consent_text).toContain(lead.consent_seller)
      expect(lead.consent_text).toMatch(/A\.I\.-generated voice/)
      expect(lead.consent_text).toMatch(/not a condition of purchase/)
    }
  })

  it('lets a campaign meet every character early, with bookings among the first ten', () => {
    const first = samplePeople()
      .slice(0, CHARACTERS.length)
      .map(({ character }) => character)
    expect(new Set(first)).toEqual(new Set(CHARACTERS.map(({ id }) => id)))
    const books = [
      'books-at-once',
      'sceptical-about-price',
      'says-mm-hm',
      'asks-if-robot',
      'insured-storm-damage',
    ]
    expect(first.slice(0, 10).filter((id) => books.includes(id)).length).toBeGreaterThanOrEqual(4)
    expect(
      samplePeople()
        .slice(0, CHARACTERS.length)
        .every(({ flaw }) => flaw === 'none'),
    ).toBe(true)
  })

  it('puts three or more finished jobs within 300 m of most leads, and none near some', () => {
    const jobs = rows(sampleJobsCsv(SHIPPED_DAY))
    expect(jobs.length).toBeGreaterThan(150)
    const counts = samplePeople()
      .filter(({ flaw }) => flaw === 'none')
      .map((person) => jobs.filter((job) => metresBetween(person, job) <= 300).length)
    expect(counts.filter((count) => count >= 3).length).toBeGreaterThan(30)
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(3)
    for (const job of jobs) if (job.homeowner_permission === 'no') expect(job.homeowner_name).toBe('')
  })
})

function metresBetween(a: { latitude: number; longitude: number }, job: Record<string, string>): number {
  const north = (Number(job.latitude) - a.latitude) * 111_320
  const east = (Number(job.longitude) - a.longitude) * 111_320 * Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot(north, east)
}
