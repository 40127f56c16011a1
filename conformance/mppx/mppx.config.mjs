// What the CLI is told with `-c`.
import { paying } from "./local.mjs";

export default { methods: [paying()] };
