/// Tests of orders.
@NullMarked
package dev.brass.server.order;

import org.jspecify.annotations.NullMarked;
