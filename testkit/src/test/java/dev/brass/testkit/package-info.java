/// The tests of the kit: that a good connector passes the contract, and a bad one fails the rule
/// that it breaks.
@NullMarked
package dev.brass.testkit;

import org.jspecify.annotations.NullMarked;
