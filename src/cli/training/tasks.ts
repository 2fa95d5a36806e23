/** The table of what can be trained, by the words of the command line. */
import { digitsTask, irisTask, spiralsTask, tableTask, yinYangTask } from './courses.js'
import { moonsTask } from './moons.js'
import { namesTask } from './names.js'
import type { Task } from './training.js'

export const tasks: Readonly<Record<string, Task>> = {
  moons: moonsTask,
  spirals: spiralsTask,
  'yin-yang': yinYangTask,
  iris: irisTask,
  digits: digitsTask,
  names: namesTask,
  csv: tableTask,
}
