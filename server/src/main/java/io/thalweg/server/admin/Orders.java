package io.thalweg.server.admin;

import io.thalweg.core.turn.Command;
import io.thalweg.core.turn.Problem;
import io.thalweg.core.turn.Reply;
import io.thalweg.server.net.ShardLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Commands to the shard, and what became of them.
public final class Orders {
  private static final long PATIENCE_SECONDS = 10;

  private final ShardLoop shard;

  public Orders(ShardLoop shard) {
    this.shard = shard;
  }

  /// Returns when `command` is done and durable.
  ///
  /// @param subject what it is about, for the refusal: `user 'ann'`
  public void order(Command command, String subject) throws Refusal {
    Problem problem = answer(command).problem();
    if (problem != Problem.NONE) {
      throw refusal(problem, subject);
    }
  }

  /// Waits for the reply, whatever it says.
  public Reply answer(Command command) throws Refusal {
    return answers(List.of(command), reply -> reply).getFirst();
  }

  /// The same, of the type that it has unless the command was refused at once.
  public <R extends Reply> R answer(Command command, Class<R> type, String subject) throws Refusal {
    Reply reply = answer(command);
    if (!type.isInstance(reply) || reply.problem() != Problem.NONE) {
      throw refusal(reply.problem(), subject);
    }
    return type.cast(reply);
  }

  /// Waits for the replies to commands of which nothing comes in between.
  ///
  /// @param taken makes of a reply what outlives it
  public <T> List<T> answers(List<Command> commands, Function<Reply, T> taken) throws Refusal {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    List<T> answers = new ArrayList<>();
    try {
      for (CompletableFuture<T> each : shard.order(commands, taken)) {
        answers.add(each.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
      }
      return answers;
    } catch (ExecutionException | TimeoutException e) {
      throw new Refusal(
          503,
          "no-answer",
          "an answer of the broker in " + PATIENCE_SECONDS + " s",
          "there is none; it may be done all the same",
          "look whether it was, and read the broker's log");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal(Problem.TRY_AGAIN, "");
    }
  }

  /// What `problem` is in words.
  public static Refusal refusal(Problem problem, String subject) {
    return switch (problem) {
      case UNKNOWN_NAMESPACE ->
          new Refusal(
              404,
              "unknown-namespace",
              "a namespace that is there",
              "there is none for " + subject,
              "GET /admin/v1/namespaces shows what there is");
      case UNKNOWN_USER ->
          new Refusal(
              404,
              "unknown-user",
              "a user that is there",
              "there is none for " + subject,
              "GET /admin/v1/users shows who is there");
      case NAMESPACE_EXISTS, USER_EXISTS ->
          new Refusal(
              409,
              problem == Problem.USER_EXISTS ? "user-exists" : "namespace-exists",
              "a name that is free",
              "there is " + subject + " already",
              "choose another, or change what is there with PATCH");
      case RESERVED ->
          new Refusal(
              409,
              "reserved",
              "something that may be removed",
              subject + " is the broker's own",
              "leave it there; without permissions nobody uses it");
      case LAST_ADMINISTRATOR ->
          new Refusal(
              409,
              "last-administrator",
              "somebody with the tag 'administrator' and a password",
              "nobody but " + subject + " is one",
              "make another user an administrator first");
      case UNKNOWN_QUEUE,
          UNKNOWN_EXCHANGE,
          UNKNOWN_TOPIC,
          UNKNOWN_PARTITION,
          NOT_EQUIVALENT,
          IN_USE,
          NOT_EMPTY,
          LOCKED ->
          QueueRefusals.of(problem, subject);
      default -> rare(problem, subject);
    };
  }

  private static Refusal rare(Problem problem, String subject) {
    return switch (problem) {
      case INVALID_NAME ->
          Refusal.invalid(
              "a name of 1 to 255 bytes of UTF-8 without control characters; of a user, without a"
                  + " colon",
              subject + " has another");
      case INVALID_SETTING ->
          Refusal.invalid("values within their limits (docs/access.md)", subject + " has others");
      case LIMIT_REACHED ->
          new Refusal(
              409,
              "limit-reached",
              "no more than there may be",
              "there is no room for " + subject,
              "remove what is not needed any more");
      case TRY_AGAIN, DISK_FULL ->
          new Refusal(
              503,
              problem == Problem.DISK_FULL ? "disk-full" : "try-again",
              "room in the broker's journal",
              "there is too little at the moment",
              "try again in a second; the broker's log says what it waits for");
      default ->
          new Refusal(
              400,
              "refused",
              "something that the broker can do",
              "it says " + problem + " of " + subject,
              "read the broker's log");
    };
  }
}
