import { implement } from '@orpc/server'
import { contract } from '../../src-preload/contract/contract.ts'

export const double = implement(contract)
