/// Hashes, by which things are known again without being kept. Nothing here is for passwords.
@NullMarked
package dev.brass.server.hash;

import org.jspecify.annotations.NullMarked;
