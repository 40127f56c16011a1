package dev.brass.server.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A facilitator of x402 and the chain behind it, which moves no money: it notes which
/// authorizations were used.
public final class DollarChain implements AutoCloseable {

  public static final String PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C";

  /// How the facilitator answers the next payments.
  public enum Mood {
    SETTLES,
    REFUSES,
    /// It has the payment, and its answer is lost.
    SETTLES_SILENTLY,
    /// It calls the payment neither settled nor refused, and has not got it.
    FAILS
  }

  private final HttpServer server;
  private final Map<String, String> used = new ConcurrentHashMap<>();
  private volatile Mood mood = Mood.SETTLES;

  public DollarChain() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/settle", this::settle);
    server.createContext("/rpc", this::rpc);
    server.start();
  }

  /// What a server must be told to be paid here.
  public Map<String, String> settings() {
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    return Map.of(
        "agent.x402.pay-to", PAY_TO,
        "agent.x402.facilitator", url,
        "agent.x402.rpc", url + "/rpc");
  }

  public void is(Mood next) {
    mood = next;
  }

  /// How many payments it has.
  public int payments() {
    return used.size();
  }

  private void settle(HttpExchange exchange) throws IOException {
    JsonNode request = Client.JSON.readTree(exchange.getRequestBody().readAllBytes());
    JsonNode authorization = request.at("/paymentPayload/payload/authorization");
    String nonce = authorization.get("nonce").asString().toLowerCase(Locale.ROOT);
    ObjectNode answer = Client.JSON.createObjectNode();
    answer.put("network", request.at("/paymentRequirements/network").asString());
    answer.put("payer", authorization.get("from").asString());
    Mood now = mood;
    boolean settles = now == Mood.SETTLES || now == Mood.SETTLES_SILENTLY;
    if (settles) {
      used.put(nonce, "0x" + "7".repeat(64));
    }
    if (now == Mood.SETTLES_SILENTLY || now == Mood.FAILS) {
      send(exchange, 502, "bad gateway");
      return;
    }
    answer.put("success", settles);
    answer.put("transaction", settles ? used.get(nonce) : "");
    if (!settles) {
      answer.put("errorReason", "insufficient_funds");
    }
    send(exchange, 200, answer.toString());
  }

  private void rpc(HttpExchange exchange) throws IOException {
    JsonNode request = Client.JSON.readTree(exchange.getRequestBody().readAllBytes());
    ObjectNode answer = Client.JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    JsonNode parameter = request.at("/params/0");
    switch (request.get("method").asString()) {
      case "eth_call" -> {
        String data = parameter.get("data").asString();
        boolean is = used.containsKey("0x" + data.substring(data.length() - 64));
        answer.put("result", "0x" + "0".repeat(63) + (is ? "1" : "0"));
      }
      case "eth_blockNumber" -> answer.put("result", "0x10000");
      case "eth_getLogs" -> {
        // Topic 0 of AuthorizationUsed(address,bytes32).
        boolean isUse =
            parameter
                .at("/topics/0")
                .asString()
                .equals("0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5");
        String transaction = used.get(parameter.at("/topics/2").asString());
        var logs = answer.putArray("result");
        if (isUse && transaction != null) {
          logs.addObject().put("transactionHash", transaction);
        }
      }
      default -> answer.putObject("error").put("code", -32601);
    }
    send(exchange, 200, answer.toString());
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
