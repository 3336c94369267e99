/**
 * Pages outside a room (home, the way in): shows the sentence with which a room sent somebody here.
 */

import { showNotice } from "../notice.js";

showNotice();
