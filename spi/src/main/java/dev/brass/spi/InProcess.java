package dev.brass.spi;

/// The declaration that the stores of a connector are in the server's own process: it makes no call
/// through [StoreHttp]. The server then has no default limit on the number of orders placed at a
/// time, as it has for a shop over the network that may have little capacity.
public interface InProcess {}
