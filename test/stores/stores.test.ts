/** One contract, every store. */
import { mariaDbMissing } from '../support/mysql/mariadb.ts'
import { storeContract } from '../support/stores/contract.ts'
import { memoryPlace, mysqlPlace, ossPlace, sqlitePlace } from '../support/stores/places.ts'

storeContract('in memory', memoryPlace)
storeContract('SQLite', sqlitePlace)
storeContract('MySQL', mysqlPlace, mariaDbMissing())
storeContract('OSS, signatures of version 1', () => ossPlace('v1'))
storeContract('OSS, signatures of version 4', () => ossPlace('v4'))
storeContract('OSS, temporary credentials', () => ossPlace('v4', 'a token/of+STS='))
