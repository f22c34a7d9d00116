/** Sizes that are believed. */
import { StoreError } from '../errors.ts'

/** Nobody's metadata is longer; a length beyond it is damage, or an attack on this machine's memory. */
export const mostMetadataBytes: number = 64 * 1024 * 1024

/** Writers cut models into far smaller blocks; one that is larger is not loaded to find out what it is. */
export const mostBlockBytes: number = 64 * 1024 * 1024

/** A length as a number; checked before memory is given to it. */
export function believable(length: bigint): number {
  if (length > BigInt(mostMetadataBytes)) {
    throw new StoreError(
      'damaged',
      `it says that its metadata has ${length} bytes; more than ${mostMetadataBytes} are not believed`,
    )
  }
  return Number(length)
}
