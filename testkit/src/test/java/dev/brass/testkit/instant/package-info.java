/// The tests of the instant connector's own hooks; that it keeps the contract is proven a package
/// above.
@NullMarked
package dev.brass.testkit.instant;

import org.jspecify.annotations.NullMarked;
