/// The settings of a server: declared once, read from a YAML file, the environment and the flags,
/// and printed again with their sources. It may use nothing of Brass but the SPI and forms of
/// texts. Start reading at [Settings], where each setting is one line, then [Configuration].
@NullMarked
package dev.brass.server.config;

import org.jspecify.annotations.NullMarked;
