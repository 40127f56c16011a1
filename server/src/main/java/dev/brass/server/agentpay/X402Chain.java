package dev.brass.server.agentpay;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The chain's evidence about authorizations. It alone decides whether one was paid, whatever a
/// facilitator says. Thread-safe.
final class X402Chain {

  /// How far the clocks of the chain's blocks may be off, in seconds.
  private static final long MARGIN = 10;

  /// How long before it was presented an authorization may have been used or cancelled: clocks
  /// differ.
  private static final Duration EARLIER = Duration.ofDays(1);

  private static final String STATE =
      "0x" + TransferProof.hash("authorizationState(address,bytes32)").substring(0, 8);

  private final X402Http http;
  private final X402Settings settings;

  X402Chain(X402Http http, X402Settings settings) {
    this.http = http;
    this.settings = settings;
  }

  /// The evidence of a transaction about an authorization.
  ///
  /// @param settlement unclear where the chain does not show it
  /// @param early whether another look may soon show more: the transaction is not known, or not
  ///     deep enough below the newest block
  record Shown(Settlement settlement, boolean early) {

    private static Shown early(String why) {
      return new Shown(new Settlement.Unclear(why), true);
    }

    private static Shown certain(Settlement settlement) {
      return new Shown(settlement, false);
    }
  }

  /// The evidence of a transaction about an authorization.
  ///
  /// @param transaction its hash
  /// @throws IOException when the chain does not answer
  Shown shown(TransferAuthorization a, String transaction)
      throws IOException, InterruptedException {
    JsonNode receipt = http.call("eth_getTransactionReceipt", List.of(transaction));
    if (!receipt.path("transactionHash").asString("").equalsIgnoreCase(transaction)) {
      return Shown.early("the chain does not know the transaction yet");
    }
    TransferProof proof = TransferProof.of(receipt, a, settings.asset());
    long block = ChainSearch.number(receipt.path("blockNumber"));
    long depth = new ChainSearch(http).latest().number() - block + 1;
    if (depth < settings.confirmations()) {
      return Shown.early(
          "%d of %d confirmations".formatted(Math.max(0, depth), settings.confirmations()));
    }
    return Shown.certain(settlement(proof, transaction));
  }

  private static Settlement settlement(TransferProof proof, String transaction) {
    return switch (proof) {
      case PAID -> new Settlement.Settled(transaction);
      case ELSEWHERE -> new Settlement.Refused("the authorization was used for another payment");
      case CALLED_OFF -> new Settlement.Refused("the authorization was cancelled by its payer");
      case NONE -> new Settlement.Unclear("the transaction does not show the payment");
    };
  }

  /// The outcome of an authorization. Its use and its cancellation are events of the token. That it
  /// was not used while it was valid is known once the chain has passed that time by the required
  /// number of confirmations.
  ///
  /// @param begun when it was presented
  /// @throws IOException when the chain does not answer
  Settlement became(TransferAuthorization a, Instant begun)
      throws IOException, InterruptedException {
    ChainSearch search = new ChainSearch(http);
    ChainSearch.Block latest = search.latest();
    if (isUsed(a, latest)) {
      return used(search, latest, a, begun);
    }
    ChainSearch.Block settled =
        search.block(Math.max(0, latest.number() - settings.confirmations() + 1));
    BigInteger reached = BigInteger.valueOf(settled.at().getEpochSecond() - MARGIN);
    return reached.compareTo(a.validBefore()) > 0
        ? new Settlement.Refused("the authorization was not used while it held")
        : new Settlement.Unclear("the authorization was not used yet");
  }

  /// The use of an authorization; empty when it was not used yet.
  ///
  /// @param begun when it was presented
  /// @throws IOException when the chain does not answer
  Optional<Settlement> use(TransferAuthorization a, Instant begun)
      throws IOException, InterruptedException {
    ChainSearch search = new ChainSearch(http);
    ChainSearch.Block latest = search.latest();
    return isUsed(a, latest) ? Optional.of(used(search, latest, a, begun)) : Optional.empty();
  }

  private Settlement used(
      ChainSearch search, ChainSearch.Block latest, TransferAuthorization a, Instant begun)
      throws IOException, InterruptedException {
    Optional<JsonNode> mark =
        search.find(
            settings.asset(),
            List.of(TransferProof.marks(), TransferProof.padded(a.from()), a.nonce()),
            begun.minus(EARLIER),
            latest);
    return mark.isEmpty()
        ? new Settlement.Unclear("the authorization was used, and the chain does not show how")
        : shown(a, mark.get().path("transactionHash").asString("")).settlement();
  }

  /// Whether there is a contract at an address, such as a smart wallet.
  ///
  /// @throws IOException when the chain does not answer
  boolean isContract(String address) throws IOException, InterruptedException {
    return http.call("eth_getCode", List.of(address, "latest")).asString("0x").length() > 2;
  }

  /// Asks as of a block number: some nodes behind one address lag and must not answer for a block
  /// that they lack.
  private boolean isUsed(TransferAuthorization a, ChainSearch.Block block)
      throws IOException, InterruptedException {
    String data = STATE + TransferProof.padded(a.from()).substring(2) + a.nonce().substring(2);
    String state =
        http.call(
                "eth_call",
                List.of(
                    Map.of("to", settings.asset(), "data", data), ChainSearch.hex(block.number())))
            .asString("");
    if (!state.startsWith("0x") || state.length() > 66 || state.length() < 3) {
      throw new IOException("the chain returned no number");
    }
    return new BigInteger(state.substring(2), 16).signum() != 0;
  }
}
