/// What a connector author is judged by: the contract, and the clock, store and recorder that tests
/// share. It uses the SPI, JUnit's API, AssertJ, Jackson and [dev.brass.testkit.fixture]; nothing
/// of the server. Start reading at [ConnectorContract], then [Subject] and [Situation].
@NullMarked
package dev.brass.testkit;

import org.jspecify.annotations.NullMarked;
