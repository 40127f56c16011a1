/// Tests of product data.
@NullMarked
package dev.brass.server.wallet;

import org.jspecify.annotations.NullMarked;
