/** Preloaded into a program that is to be faulty: `node --import …/plant-fault.ts`, with the fault named in PLANTED_FAULT. */
import { registerHooks } from 'node:module'
import { PLANTED_FAULTS, type PlantedFault, type PlantedFaultName } from './planted-faults.ts'

const fault: PlantedFault | undefined = PLANTED_FAULTS[process.env.PLANTED_FAULT as PlantedFaultName]
if (!fault) throw new Error('PLANTED_FAULT names no fault')

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(fault.file)) return loaded
    let source = String(loaded.source)
    for (const [text, by] of fault.replace) {
      if (!source.includes(text)) throw new Error(`${fault.file} no longer contains: ${text}`)
      source = source.replace(text, by)
    }
    return { ...loaded, source }
  },
})
