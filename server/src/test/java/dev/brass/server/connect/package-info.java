/// The tests of the way to the stores. They may use everything that it may. Start reading at
/// [StoreProxyTest].
@NullMarked
package dev.brass.server.connect;

import org.jspecify.annotations.NullMarked;
