/// The facts that the nodes of one database share about themselves: the settings that each was
/// started with. It may use the database, the settings and the vault. Start reading at
/// [NodeSettings].
@NullMarked
package dev.brass.server.node;

import org.jspecify.annotations.NullMarked;
