package dev.brass.server.api.v2;

import dev.brass.server.account.Accounts;
import dev.brass.server.account.ManagedAccount;
import dev.brass.server.account.ShortId;
import dev.brass.server.api.Action;
import dev.brass.server.api.ApiRequest;
import dev.brass.server.api.Command;
import dev.brass.server.api.Reply;
import dev.brass.server.db.Page;
import dev.brass.server.form.InvalidInput;
import dev.brass.server.form.InvalidInput.Fault;
import dev.brass.server.tenant.Caller;
import java.util.List;
import java.util.Map;

/// `/managed-accounts` (Zinc API docs, Managed Accounts).
final class AccountEndpoints {

  private static final int DEFAULT_PAGE = 50;
  private static final int LARGEST_PAGE = 500;
  private static final int LARGEST_OFFSET = 1_000_000;

  private AccountEndpoints() {}

  /// `GET /managed-accounts`: newest first.
  record ListAll(Accounts accounts, V2Json json) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      Query query = new Query(request);
      int limit = query.number("limit", 1, LARGEST_PAGE, DEFAULT_PAGE);
      int offset = query.number("offset", 0, LARGEST_OFFSET, 0);
      String search = query.text("search");
      query.check();
      Page<ManagedAccount> page =
          accounts.list(caller.tenant(), caller.mode(), search, limit, offset);
      return json.reply(
          200,
          new AccountWire.Accounts(
              page.items().stream().map(account -> AccountWire.of(account, json, caller)).toList(),
              page.total()));
    }
  }

  /// `POST /managed-accounts`: 201 with the account, without its secrets.
  record Create(Accounts accounts, V2Json json) implements Command<AccountForm> {
    @Override
    public AccountForm check(ApiRequest request, Caller caller) {
      return AccountForm.read(json.body(request), true);
    }

    @Override
    public Reply run(AccountForm form, ApiRequest request, Caller caller) {
      return json.reply(
          201,
          AccountWire.of(
              stored(accounts.create(caller.tenant(), caller.mode(), form.content())),
              json,
              caller));
    }
  }

  /// `PUT /managed-accounts/{short_id}`: fields that are left out stay unchanged.
  record Update(Accounts accounts, V2Json json) implements Command<AccountForm> {
    @Override
    public AccountForm check(ApiRequest request, Caller caller) {
      shortId(request);
      return AccountForm.read(json.body(request), false);
    }

    @Override
    public Reply run(AccountForm form, ApiRequest request, Caller caller) {
      String shortId = shortId(request);
      Accounts.Outcome outcome =
          accounts
              .update(caller.tenant(), caller.mode(), shortId, form.paused(), form::after)
              .orElseThrow(() -> V2Problem.notFound("RetailerCredentials", shortId));
      return json.reply(200, AccountWire.of(stored(outcome), json, caller));
    }
  }

  /// `DELETE /managed-accounts/{short_id}`: 204.
  record Delete(Accounts accounts) implements Action {
    @Override
    public Reply handle(ApiRequest request, Caller caller) {
      String shortId = shortId(request);
      if (!accounts.delete(caller.tenant(), caller.mode(), shortId)) {
        throw V2Problem.notFound("RetailerCredentials", shortId);
      }
      return Reply.empty(204);
    }
  }

  private static String shortId(ApiRequest request) {
    String id = request.pathValue("short_id");
    if (!ShortId.isOne(id)) {
      throw new InvalidInput(
          List.of(
              new Fault(
                  List.of("path", "short_id"),
                  "String should be the short_id of a managed account, such as zn_acct_AbCd1234",
                  "string_pattern_mismatch")));
    }
    return id;
  }

  private static ManagedAccount stored(Accounts.Outcome outcome) {
    return switch (outcome) {
      case Accounts.Outcome.Stored(var account) -> account;
      case Accounts.Outcome.Exists(var shortId) ->
          throw new V2Problem(
              409,
              "already_exists",
              "The managed account " + shortId + " has the same email and retailer; update it",
              Map.of("resource", "RetailerCredentials", "identifier", shortId));
      case Accounts.Outcome.TooMany _ ->
          throw new V2Problem(
              422,
              "validation_error",
              "There are already " + Accounts.MOST + " managed accounts, which is the limit",
              Map.of("limit", Accounts.MOST));
    };
  }
}
