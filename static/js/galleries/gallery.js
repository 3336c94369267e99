/**
 * A gallery's page: its dialogs, and the tools of its curators where they arrange it.
 */

import "../dialogs.js";
import { wireReport } from "../report_dialog.js";
import { arrange } from "./arrange.js";

wireReport();
const list = document.querySelector("[data-arrange]");
if (list instanceof HTMLElement) arrange(list);
