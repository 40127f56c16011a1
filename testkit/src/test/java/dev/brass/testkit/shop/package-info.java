@NullMarked
package dev.brass.testkit.shop;

import org.jspecify.annotations.NullMarked;
