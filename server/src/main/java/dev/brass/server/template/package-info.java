/// Templates: texts and pages with places for values, which are escaped as the text needs it. It
/// uses Pebble and nothing of ours, and every feature that writes to people may use it: Pebble
/// escapes by itself, refuses values that are missing, and lets one layout carry all mails. Start
/// reading at [Templates].
@NullMarked
package dev.brass.server.template;

import org.jspecify.annotations.NullMarked;
