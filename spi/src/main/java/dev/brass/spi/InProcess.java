package dev.brass.spi;

/// The declaration that the stores of a connector live in the server's own process: it makes no
// call
/// through [StoreHttp]. The server then does not limit by itself how many of their orders are
// placed
/// at a time, as it does for a shop over the network that may have room for few.
public interface InProcess {}
