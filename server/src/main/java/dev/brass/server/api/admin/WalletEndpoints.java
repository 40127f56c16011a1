package dev.brass.server.api.admin;

import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Reply;
import dev.brass.server.tenant.Mode;
import dev.brass.server.tenant.TenantId;
import dev.brass.server.wallet.Balance;
import dev.brass.server.wallet.Transfer;
import dev.brass.server.wallet.Wallets;
import dev.brass.server.wallet.Wallets.Moved;
import dev.brass.spi.Money;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// `/admin/tenants/{tenant}/wallet`: a tenant's money. Amounts are in minor units.
final class WalletEndpoints {

  private static final long LARGEST_AMOUNT = 999_999_999_999L;
  private static final int LONGEST_NOTE = 200;
  private static final int LONGEST_KEY = 255;

  private final Wallets wallets;
  private final TenantPaths paths;

  WalletEndpoints(Wallets wallets, TenantPaths paths) {
    this.wallets = wallets;
    this.paths = paths;
  }

  /// A balance on the wire.
  ///
  /// @param available the amount that can be spent: posted without holds; below zero for debt
  /// @param others balances in currencies other than the wallets': debt for orders at stores that
  /// charge in them
  record BalanceWire(
      UUID tenantId,
      String mode,
      String currency,
      long posted,
      long held,
      long available,
      List<OtherWire> others) {

    static BalanceWire of(TenantId tenant, Mode mode, List<Balance> balances) {
      Balance own = balances.getFirst();
      return new BalanceWire(
          tenant.value(),
          mode.code(),
          own.posted().currency().getCurrencyCode(),
          own.posted().minor(),
          own.held().minor(),
          own.available().minor(),
          balances.stream().skip(1).map(OtherWire::of).toList());
    }
  }

  record OtherWire(String currency, long posted, long held, long available) {

    static OtherWire of(Balance balance) {
      return new OtherWire(
          balance.posted().currency().getCurrencyCode(),
          balance.posted().minor(),
          balance.held().minor(),
          balance.available().minor());
    }
  }

  /// A transfer on the wire.
  ///
  /// @param amount negative for outgoing transfers
  record TransferWire(
      UUID id,
      UUID tenantId,
      String mode,
      String kind,
      long amount,
      String currency,
      String note,
      Instant createdAt) {

    static TransferWire of(Order order, Transfer transfer) {
      return new TransferWire(
          transfer.id(),
          order.tenant().value(),
          order.mode().code(),
          transfer.kind().code(),
          transfer.amount().minor(),
          transfer.amount().currency().getCurrencyCode(),
          transfer.note(),
          transfer.createdAt());
    }
  }

  /// The body of a top-up or withdrawal.
  record Order(TenantId tenant, Mode mode, Money amount, String note, String key) {}

  /// `GET`, with `mode` (live or test, default live) in the query: the tenant's balance.
  Reply show(ApiRequest request) {
    TenantId tenant = paths.tenant(request).id();
    Mode mode = mode(Page.text(request, "mode"));
    return AdminJson.reply(200, BalanceWire.of(tenant, mode, wallets.balances(tenant, mode)));
  }

  /// `POST …/top-ups` with `amount` and `idempotency_key`, and optionally `currency`, `mode` and
  /// `note`: 201 with the transfer, 200 when it was done before, 409 when the key belongs to
  /// another transfer.
  Reply topUp(ApiRequest request) {
    Order order = order(request);
    return answer(
        order,
        wallets.topUp(order.tenant(), order.mode(), order.amount(), order.note(), order.key()));
  }

  /// `POST …/withdrawals`: the same fields and answers, and 409 when the balance is too low.
  Reply withdraw(ApiRequest request) {
    Order order = order(request);
    return answer(
        order,
        wallets.withdraw(order.tenant(), order.mode(), order.amount(), order.note(), order.key()));
  }

  private static Reply answer(Order order, Moved moved) {
    return switch (moved) {
      case Moved.Done(var transfer) -> AdminJson.reply(201, TransferWire.of(order, transfer));
      case Moved.Before(var transfer) -> AdminJson.reply(200, TransferWire.of(order, transfer));
      case Moved.KeyTaken(var other) ->
          throw new AdminProblem(
              409,
              "The idempotency_key belongs to the %s %s of %s; send another key."
                  .formatted(other.kind().code(), other.id(), other.amount()));
      case Moved.TooLittle(var available) ->
          throw new AdminProblem(
              409, "The balance is %s, less than %s.".formatted(available, order.amount()));
    };
  }

  private Order order(ApiRequest request) {
    TenantId tenant = paths.tenant(request).id();
    AdminJson.Body body =
        AdminJson.body(request, "amount", "currency", "mode", "note", "idempotency_key");
    String note = body.textOrNull("note");
    Mode mode = mode(body.textOrNull("mode"));
    return new Order(
        tenant,
        mode,
        new Money(
            body.whole("amount", 1, LARGEST_AMOUNT),
            currency(tenant, mode, body.textOrNull("currency"))),
        note == null ? "" : text("note", note, LONGEST_NOTE),
        text("idempotency_key", body.text("idempotency_key"), LONGEST_KEY));
  }

  private Currency currency(TenantId tenant, Mode mode, @Nullable String code) {
    List<Currency> known =
        wallets.balances(tenant, mode).stream().map(b -> b.posted().currency()).toList();
    return known.stream()
        .filter(one -> code == null || one.getCurrencyCode().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                new AdminProblem(
                    400,
                    "'currency' must be one in which the tenant has a balance or a debt: "
                        + known.stream()
                            .map(Currency::getCurrencyCode)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static Mode mode(@Nullable String text) {
    return text == null ? Mode.LIVE : Page.word("mode", text, Mode.values());
  }

  private static String text(String name, String value, int longest) {
    if (value.length() > longest || value.chars().anyMatch(Character::isISOControl)) {
      throw new AdminProblem(
          400, "'" + name + "' has at most " + longest + " characters and no control characters.");
    }
    return value;
  }
}
