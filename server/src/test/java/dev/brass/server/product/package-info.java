/// Tests of product data.
@NullMarked
package dev.brass.server.product;

import org.jspecify.annotations.NullMarked;
