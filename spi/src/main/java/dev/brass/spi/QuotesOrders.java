package dev.brass.spi;

/// The capability to price an order without buying it. Repeatable: an abandoned quote leaves at
/// most an abandoned cart behind.
public interface QuotesOrders {
  Answer<Quote> quote(Store store, QuoteRequest request);
}
