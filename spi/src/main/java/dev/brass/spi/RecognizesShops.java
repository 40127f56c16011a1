package dev.brass.spi;

/// The capability to tell by a page of a shop that it runs on the platform, so that people hear
/// what a store is before anybody has set it up.
public interface RecognizesShops {

  /// Whether a page is of a shop of the platform. Pages are anybody's: it must be cheap, and never
  /// fails.
  ///
  /// @param page as a shopper's browser gets it; the end of its body may be missing
  boolean recognizes(StoreHttp.Reply page);
}
