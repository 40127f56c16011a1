package dev.brass.server.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A facilitator of x402 and the chain behind it, which moves no money: it notes which
/// authorizations were used, and by what transfers. It can also be the thief's.
public final class DollarChain implements AutoCloseable {

  public static final String PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

  /// How the facilitator answers the next payments.
  public enum Mood {
    SETTLES,
    REFUSES,
    /// It has the payment, and its answer is lost.
    SETTLES_SILENTLY,
    /// It calls the payment neither settled nor refused, and has not got it.
    FAILS,
    /// It says yes, and nothing is on the chain.
    LIES,
    /// The payer has had the same nonce carried out to another address before; the facilitator
    /// says so.
    ROBBED,
    /// As before, and the facilitator says yes and names that transaction.
    ROBBED_WITH_A_YES,
    /// As before, in one transaction with a payment to us for which there is another authorization.
    ROBBED_BESIDE_A_PAYMENT,
    /// The payer has the same nonce carried out to us, for the smallest unit.
    UNDERPAID,
    /// The nonce is used in a contract that writes the same events as the token.
    FORGED,
    /// The transaction failed: what it wrote does not count.
    REVERTED
  }

  /// Topic 0 of AuthorizationUsed(address,bytes32).
  private static final String USED =
      "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5";

  /// Topic 0 of AuthorizationCanceled(address,bytes32).
  private static final String CALLED_OFF =
      "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81";

  /// Topic 0 of Transfer(address,address,uint256).
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  private static final String TOKEN = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913";
  private static final String THIEF = "0x" + "66".repeat(20);

  private static final Instant GENESIS = Instant.parse("2020-01-01T00:00:00Z");
  private static final long SECONDS_PER_BLOCK = 2;

  /// A mark that an authorization left.
  private record Mark(String topic, long block, String transaction) {}

  /// What a transaction did.
  private record Receipt(boolean success, long block, List<ObjectNode> logs) {}

  private final HttpServer server;
  private final Map<String, Mark> used = new ConcurrentHashMap<>();
  private final Map<String, Receipt> receipts = new ConcurrentHashMap<>();
  private final AtomicInteger transactions = new AtomicInteger();
  private final AtomicInteger questions = new AtomicInteger();
  private final InstantSource clock;
  private volatile long mostBlocks = 10_000;
  private volatile Mood mood = Mood.SETTLES;
  private final AtomicInteger settlements = new AtomicInteger();
  private final Set<String> contracts = ConcurrentHashMap.newKeySet();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Said verified;
  private volatile @Nullable Said settled;
  private volatile @Nullable Said toAll;
  private volatile @Nullable String wantedKey;

  /// An answer of the facilitator.
  private record Said(int status, String body) {}

  public DollarChain() {
    this(InstantSource.system());
  }

  /// A chain with a block every two seconds of a clock.
  public DollarChain(InstantSource clock) {
    this.clock = clock;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/supported", this::supported);
    server.createContext("/verify", this::verify);
    server.createContext("/settle", this::settle);
    server.createContext("/rpc", this::rpc);
    server.start();
  }

  /// What a server must be told to be paid here.
  public Map<String, String> settings() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "agent.x402.pay-to",
        PAY_TO,
        "agent.x402.facilitator",
        url,
        "agent.x402.rpc",
        url + "/rpc",
        "agent.x402.confirmations",
        "1");
  }

  /// Ends all that was told it to say.
  public void is(Mood next) {
    mood = next;
    verified = null;
    settled = null;
    toAll = null;
    wantedKey = null;
  }

  /// The facilitator is asked whether payments are good, and says this.
  void verifies(int status, String body) {
    verified = new Said(status, body);
  }

  /// The facilitator is asked to carry payments out, does it as the mood has it, and says this.
  ///
  /// @param body with `TRANSACTION` for the one that it has made
  void settles(int status, String body) {
    settled = new Said(status, body);
  }

  /// The facilitator does not serve anybody.
  public void bars(int status) {
    toAll = new Said(status, "{}");
  }

  /// It does not serve anybody but those with a key.
  ///
  /// @param key the value of `Authorization`
  public void bars(int status, String key) {
    wantedKey = key;
    bars(status);
  }

  /// The keys that it, and the chain, were shown; an empty one for none.
  public Set<String> keys() {
    return Set.copyOf(keys);
  }

  /// How often it was asked to carry a payment out.
  int settlements() {
    return settlements.get();
  }

  /// There is a contract at an address.
  void isContract(String address) {
    contracts.add(address);
  }

  /// How many payments it has.
  public int payments() {
    return used.size();
  }

  /// How many blocks a question about events may be about.
  public void answersFor(long blocks) {
    mostBlocks = blocks;
  }

  /// A payer calls an authorization off.
  public void callOff(String payer, String nonce) {
    mined(nonce, CALLED_OFF, true, List.of(log(TOKEN, "0x", CALLED_OFF, word(payer), nonce)));
  }

  /// Somebody carries an authorization out as it was signed.
  public void carryOut(JsonNode authorization) {
    carriedOut(authorization, Mood.SETTLES);
  }

  private static ObjectNode log(String contract, String data, String... topics) {
    ObjectNode log = Client.JSON.createObjectNode().put("address", contract).put("data", data);
    var array = log.putArray("topics");
    for (String topic : topics) {
      array.add(topic.toLowerCase(Locale.ROOT));
    }
    return log;
  }

  private static String word(String address) {
    return "0x" + "0".repeat(24) + address.substring(2).toLowerCase(Locale.ROOT);
  }

  private static ObjectNode transfer(String contract, String from, String to, String value) {
    String data = "0x%064x".formatted(new BigInteger(value));
    return log(contract, data, TRANSFER, word(from), word(to));
  }

  /// Puts a transaction into the newest block.
  private String mined(String nonce, String topic, boolean success, List<ObjectNode> logs) {
    String transaction = "0x7%063x".formatted(transactions.incrementAndGet());
    receipts.put(transaction, new Receipt(success, latest(), logs));
    used.put(nonce.toLowerCase(Locale.ROOT), new Mark(topic, latest(), transaction));
    return transaction;
  }

  /// Carries an authorization out as the mood has it; empty when it does nothing.
  private Optional<String> carriedOut(JsonNode a, Mood now) {
    String from = a.get("from").asString();
    String to = a.get("to").asString();
    String value = a.get("value").asString();
    String nonce = a.get("nonce").asString();
    ObjectNode mark = log(TOKEN, "0x", USED, word(from), nonce);
    List<ObjectNode> logs =
        switch (now) {
          case SETTLES, SETTLES_SILENTLY, REVERTED ->
              List.of(mark, transfer(TOKEN, from, to, value));
          case ROBBED, ROBBED_WITH_A_YES -> List.of(mark, transfer(TOKEN, from, THIEF, value));
          case ROBBED_BESIDE_A_PAYMENT -> {
            ObjectNode other = log(TOKEN, "0x", USED, word(from), "0x" + "55".repeat(32));
            yield List.of(
                other,
                transfer(TOKEN, from, to, value),
                mark,
                transfer(TOKEN, from, THIEF, value),
                transfer(TOKEN, from, to, value));
          }
          case UNDERPAID -> List.of(mark, transfer(TOKEN, from, to, "1"));
          case FORGED ->
              List.of(log(THIEF, "0x", USED, word(from), nonce), transfer(THIEF, from, to, value));
          case REFUSES, FAILS, LIES -> List.of();
        };
    return logs.isEmpty()
        ? Optional.empty()
        : Optional.of(mined(nonce, USED, now != Mood.REVERTED, logs));
  }

  /// How often the chain was asked.
  public int questions() {
    return questions.get();
  }

  private long latest() {
    return Duration.between(GENESIS, clock.instant()).toSeconds() / SECONDS_PER_BLOCK;
  }

  private void settle(HttpExchange exchange) throws IOException {
    JsonNode request = Client.JSON.readTree(exchange.getRequestBody().readAllBytes());
    JsonNode authorization = request.at("/paymentPayload/payload/authorization");
    if (isBarred(exchange)) {
      return;
    }
    settlements.incrementAndGet();
    Said words = settled;
    if (words != null) {
      String transaction = carriedOut(authorization, mood).orElse("");
      send(exchange, words.status(), words.body().replace("TRANSACTION", transaction));
      return;
    }
    ObjectNode answer = Client.JSON.createObjectNode();
    answer.put("network", request.at("/paymentRequirements/network").asString());
    answer.put("payer", authorization.get("from").asString());
    Mood now = mood;
    String transaction = carriedOut(authorization, now).orElse("0x" + "6".repeat(64));
    if (now == Mood.SETTLES_SILENTLY || now == Mood.FAILS) {
      send(exchange, 502, "bad gateway");
      return;
    }
    boolean yes = now != Mood.REFUSES && now != Mood.ROBBED;
    answer.put("success", yes);
    answer.put("transaction", yes ? transaction : "");
    if (!yes) {
      answer.put(
          "errorReason", now == Mood.REFUSES ? "insufficient_funds" : "invalid_transaction_state");
    }
    send(exchange, 200, answer.toString());
  }

  private void supported(HttpExchange exchange) throws IOException {
    if (isBarred(exchange)) {
      return;
    }
    ObjectNode answer = Client.JSON.createObjectNode();
    answer
        .putArray("kinds")
        .addObject()
        .put("x402Version", 2)
        .put("scheme", "exact")
        .put("network", "eip155:8453");
    send(exchange, 200, answer.toString());
  }

  /// Calls every payment good unless it is told otherwise.
  private void verify(HttpExchange exchange) throws IOException {
    JsonNode request = Client.JSON.readTree(exchange.getRequestBody().readAllBytes());
    if (isBarred(exchange)) {
      return;
    }
    Said no = verified;
    if (no != null) {
      send(exchange, no.status(), no.body());
      return;
    }
    if (request.at("/paymentPayload/payload").isMissingNode()) {
      send(exchange, 400, "{\"error\":\"Missing paymentPayload or paymentRequirements\"}");
      return;
    }
    send(exchange, 200, "{\"isValid\":true}");
  }

  /// Whether the answer for everybody was sent.
  private boolean isBarred(HttpExchange exchange) throws IOException {
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    keys.add(key == null ? "" : key);
    Said to = toAll;
    if (to == null || (wantedKey != null && wantedKey.equals(key))) {
      return false;
    }
    if (to.status() / 100 == 3) {
      exchange.getResponseHeaders().set("Location", "https://elsewhere.test/x402?key=secret");
    }
    send(exchange, to.status(), to.body());
    return true;
  }

  private void rpc(HttpExchange exchange) throws IOException {
    questions.incrementAndGet();
    keys.add(exchange.getRequestHeaders().getFirst("Authorization") == null ? "" : "at the chain");
    JsonNode request = Client.JSON.readTree(exchange.getRequestBody().readAllBytes());
    ObjectNode answer = Client.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    JsonNode parameter = request.at("/params/0");
    switch (request.get("method").asString()) {
      case "eth_call" -> {
        String data = parameter.get("data").asString();
        boolean is = used.containsKey("0x" + data.substring(data.length() - 64));
        answer.put("result", "0x" + "0".repeat(63) + (is ? "1" : "0"));
      }
      case "eth_getBlockByNumber" -> {
        String wanted = parameter.asString();
        long block = wanted.equals("latest") ? latest() : number(wanted);
        Instant at = GENESIS.plusSeconds(block * SECONDS_PER_BLOCK);
        answer
            .putObject("result")
            .put("number", "0x" + Long.toHexString(block))
            .put("timestamp", "0x" + Long.toHexString(at.getEpochSecond()));
      }
      case "eth_getCode" ->
          answer.put("result", contracts.contains(parameter.asString()) ? "0x6080" : "0x");
      case "eth_getLogs" -> logs(parameter, answer);
      case "eth_getTransactionReceipt" -> receipt(parameter.asString(), answer);
      default -> answer.putObject("error").put("code", -32601);
    }
    send(exchange, 200, answer.toString());
  }

  private void logs(JsonNode filter, ObjectNode answer) {
    long first = number(filter.get("fromBlock").asString());
    long last = number(filter.get("toBlock").asString());
    if (last - first >= mostBlocks) {
      answer.putObject("error").put("code", -32005).put("message", "query exceeds max block range");
      return;
    }
    var logs = answer.putArray("result");
    Mark mark = used.get(filter.at("/topics/2").asString());
    if (mark != null && mark.block() >= first && mark.block() <= last) {
      for (JsonNode topic : filter.at("/topics/0")) {
        if (topic.asString().equals(mark.topic())) {
          ObjectNode log = logs.addObject().put("transactionHash", mark.transaction());
          log.putArray("topics").add(mark.topic());
        }
      }
    }
  }

  private void receipt(String transaction, ObjectNode answer) {
    Receipt receipt = receipts.get(transaction);
    if (receipt == null) {
      answer.putNull("result");
      return;
    }
    ObjectNode result = answer.putObject("result").put("transactionHash", transaction);
    result.put("status", receipt.success() ? "0x1" : "0x0");
    result.put("blockNumber", "0x" + Long.toHexString(receipt.block()));
    var logs = result.putArray("logs");
    if (receipt.success()) {
      receipt.logs().forEach(logs::add);
    }
  }

  private static long number(String hex) {
    return Long.parseLong(hex.substring(2), 16);
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
