/// The connector to Example shops, over their HTTP API. It uses the SPI and a JSON library, nothing
/// else of Brass. Start reading at [ExampleConnector].
@NullMarked
package dev.brass.connector.example;

import org.jspecify.annotations.NullMarked;
