/// The log of the server: one line per event on the standard error stream, redacted, with the id of
/// the request it belongs to. It may use the settings and the redaction of credentials. Start
/// reading at [Logging].
@NullMarked
package dev.brass.server.log;

import org.jspecify.annotations.NullMarked;
