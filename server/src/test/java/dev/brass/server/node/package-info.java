/// The tests of what nodes tell each other. They may use everything that it may. Start reading at
/// [NodeSettingsTest].
@NullMarked
package dev.brass.server.node;

import org.jspecify.annotations.NullMarked;
