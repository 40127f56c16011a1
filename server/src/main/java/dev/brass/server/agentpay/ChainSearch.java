package dev.brass.server.agentpay;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A search of a chain for an event of a token at any age. It asks for pages of blocks, since nodes
/// answer for some thousands at most, and makes a bounded number of requests. For one thread and
/// one search.
final class ChainSearch {

  /// The page size that nodes accept; a node that accepts less is asked for parts.
  private static final long PAGE = 5_000;

  private static final long SMALLEST_PAGE = 250;

  /// Two million blocks: more than two days of a chain with four blocks a second.
  private static final int MOST_REQUESTS = 400;

  private final X402Http http;
  private int requests;

  ChainSearch(X402Http http) {
    this.http = http;
  }

  /// A block.
  record Block(long number, Instant at) {}

  /// The search would need too many requests.
  static final class TooLong extends IOException {
    private static final long serialVersionUID = 1L;

    TooLong() {
      super("more than " + MOST_REQUESTS + " requests");
    }
  }

  Block latest() throws IOException, InterruptedException {
    return block("latest");
  }

  Block block(long number) throws IOException, InterruptedException {
    return block(hex(number));
  }

  private Block block(String name) throws IOException, InterruptedException {
    JsonNode block = call("eth_getBlockByNumber", List.of(name, false));
    return new Block(
        number(block.path("number")), Instant.ofEpochSecond(number(block.path("timestamp"))));
  }

  /// Reads a number in the format of nodes.
  ///
  /// @throws IOException when it is not a number
  static long number(JsonNode hex) throws IOException {
    String text = hex.asString("");
    try {
      if (text.startsWith("0x")) {
        return Long.parseLong(text.substring(2), 16);
      }
    } catch (NumberFormatException e) {
      throw new IOException("the chain returned no number", e);
    }
    throw new IOException("the chain returned no number");
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  private JsonNode call(String method, List<?> parameters)
      throws IOException, InterruptedException {
    if (++requests > MOST_REQUESTS) {
      throw new TooLong();
    }
    return http.call(method, parameters);
  }

  /// The oldest event of a contract with these topics since an instant.
  ///
  /// @param topics each a text, or a list of alternatives
  Optional<JsonNode> find(String contract, List<?> topics, Instant since, Block latest)
      throws IOException, InterruptedException {
    for (long first = before(since, latest); first <= latest.number(); first += PAGE) {
      Optional<JsonNode> found =
          page(contract, topics, first, Math.min(first + PAGE - 1, latest.number()));
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// A block that is not younger than an instant, and at most a page older than the last such one.
  private long before(Instant time, Block latest) throws IOException, InterruptedException {
    if (!latest.at().isAfter(time)) {
      return latest.number();
    }
    long younger = latest.number();
    long older = younger;
    for (long step = PAGE; older > 0; step *= 2) {
      older = Math.max(0, younger - step);
      if (!block(older).at().isAfter(time)) {
        break;
      }
      younger = older;
    }
    while (younger - older > PAGE) {
      long middle = older + (younger - older) / 2;
      if (block(middle).at().isAfter(time)) {
        younger = middle;
      } else {
        older = middle;
      }
    }
    return older;
  }

  /// The oldest event in some blocks. A node that rejects the range is asked for halves.
  private Optional<JsonNode> page(String contract, List<?> topics, long first, long last)
      throws IOException, InterruptedException {
    JsonNode logs;
    try {
      logs =
          call(
              "eth_getLogs",
              List.of(
                  Map.of(
                      "address",
                      contract,
                      "fromBlock",
                      hex(first),
                      "toBlock",
                      hex(last),
                      "topics",
                      new ArrayList<>(topics))));
    } catch (X402Http.Refused e) {
      if (last - first < SMALLEST_PAGE) {
        throw e;
      }
      long middle = first + (last - first) / 2;
      Optional<JsonNode> found = page(contract, topics, first, middle);
      return found.isPresent() ? found : page(contract, topics, middle + 1, last);
    }
    return logs.isEmpty() ? Optional.empty() : Optional.of(logs.get(0));
  }
}
