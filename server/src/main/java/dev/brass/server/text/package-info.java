/// Forms of texts, checked in a time that grows with their length only. May use nothing else of
/// this server. Start reading at [LinearPattern].
@NullMarked
package dev.brass.server.text;

import org.jspecify.annotations.NullMarked;
