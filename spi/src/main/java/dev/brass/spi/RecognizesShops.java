package dev.brass.spi;

/// The capability to recognize by a page of a shop that it runs on the platform, so that people
/// learn what a store is before it is set up.
public interface RecognizesShops {

  /// Whether a page is of a shop of the platform. Any site may have made the page: the check must
  /// be cheap, and never fails.
  ///
  /// @param page as a shopper's browser gets it; the end of its body may be missing
  boolean recognizes(StoreHttp.Reply page);
}
