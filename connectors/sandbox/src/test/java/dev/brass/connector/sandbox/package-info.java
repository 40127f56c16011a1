/// Tests of the sandbox marketplace.
@NullMarked
package dev.brass.connector.sandbox;

import org.jspecify.annotations.NullMarked;
