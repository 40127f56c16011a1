/// Tests of the Vendure connector: pure ones, the contract on recorded exchanges, and live ones
/// against a real shop, which [VendureProgram] installs and runs.
@NullMarked
package dev.brass.connector.vendure;

import org.jspecify.annotations.NullMarked;
