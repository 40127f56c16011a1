package dev.brass.server.agentpay;

import dev.brass.spi.Secret;
import java.net.URI;
import java.util.Map;

/// Where x402 payments go and who carries them out.
///
/// @param payTo the operator's address on the chain
/// @param facilitator the service that submits authorizations to the chain: `POST /settle` below it
/// @param headers headers that identify this server to the facilitator, such as a key
/// @param rpc a node of the chain, which is asked for the outcome of an authorization
/// @param chainId of an EVM chain, such as 8453 for Base
/// @param asset the token's contract; it has six decimals and EIP-3009, as USDC does
/// @param assetName the token's name in its EIP-712 domain
/// @param assetVersion the version there
/// @param confirmations how deep the block of a payment has to be: 1 for the newest
/// @param playMoney whether the token is of no value, as on a test chain
public record X402Settings(
    String payTo,
    URI facilitator,
    Secret<Map<String, String>> headers,
    URI rpc,
    long chainId,
    String asset,
    String assetName,
    String assetVersion,
    int confirmations,
    boolean playMoney) {

  String network() {
    return "eip155:" + chainId;
  }

  /// The network's name in version 1 of x402.
  String oldNetwork() {
    return chainId == 8453 ? "base" : chainId == 84532 ? "base-sepolia" : network();
  }
}
