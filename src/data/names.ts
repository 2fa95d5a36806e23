/** Given names: what the small language model of the lectures learns to make up. */
import { type ChoiceOptions, chosen } from './examples.js'

/** A list of given names common in English-speaking countries, put down for this package; all letters small. */
const given: string = `
james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew joshua
kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin scott brandon
benjamin samuel gregory frank alexander raymond patrick jack dennis jerry tyler aaron jose adam henry nathan douglas zachary peter kyle
walter ethan jeremy harold keith christian roger noah gerald carl terry sean austin arthur lawrence jesse dylan bryan joe jordan
billy bruce albert willie gabriel logan alan juan wayne roy ralph randy eugene vincent russell elijah louis bobby philip johnny
liam mason oliver lucas owen levi sebastian mateo theodore aiden grayson julian isaac lincoln jaxon hudson maverick josiah hunter connor
easton caleb asher carter wyatt luke leo ezra miles jayden nolan cameron adrian colton roman axel brooks weston everett declan
silas bennett kai wesley parker emmett beau rowan jasper ryder greyson micah damian victor ivan felix max simon oscar hugo
mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty margaret sandra ashley kimberly emily donna michelle
carol amanda dorothy melissa deborah stephanie rebecca sharon laura cynthia kathleen amy angela shirley anna brenda pamela emma nicole helen
samantha katherine christine debra rachel carolyn janet catherine maria heather diane ruth julie olivia joyce virginia victoria kelly lauren christina
joan evelyn judith megan andrea cheryl hannah jacqueline martha gloria teresa ann sara madison frances kathryn janice jean abigail alice
julia judy sophia grace denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori
ava mia amelia harper luna camila gianna ella scarlett sofia aria layla mila nora hazel zoey riley ellie violet aurora
stella penelope chloe lily nova lillian eleanor maya willow naomi elena ivy paisley everly claire lucy bella savannah skylar genesis
kennedy aaliyah valentina ruby iris josephine delilah leah autumn piper madelyn sadie quinn peyton rylee clara hadley vivian molly eden
`
const all: readonly string[] = given.trim().split(/\s+/)

/**
 * 320 given names in small letters, each once. Throws for more samples than there are.
 *
 * @example
 * import { names } from 'seegrad/data'
 * names({ samples: 3 }) // ['james', 'john', 'robert']
 */
export function names(options: ChoiceOptions = {}): string[] {
  return chosen('names', all, options)
}
