/// Tests of the connector to Example shops: the contract at a shop that is played from fixtures,
/// and what the contract cannot know. Start reading at [ExampleContractTest].
@NullMarked
package dev.brass.connector.example;

import org.jspecify.annotations.NullMarked;
