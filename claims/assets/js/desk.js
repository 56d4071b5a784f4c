// What runs on every page of the desk. Each module minds one matter and works on pages that lack its parts.
import "./net.js";
import "./focus.js";
import "./keys.js";
import "./menus.js";
import "./announce.js";
import "./pages.js";
