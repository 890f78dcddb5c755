package io.thalweg.simulator.run;

import io.thalweg.simulator.mutant.Mutant;
import io.thalweg.simulator.mutant.Mutation;
import io.thalweg.simulator.mutant.Outcome;
import io.thalweg.simulator.mutant.Seeds;
import io.thalweg.simulator.told.Counts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// `simulate SEED`, `simulate --seeds A..B`, each perhaps with `--variant NAME`.
public final class Main {
  private static final String USAGE =
      """
      simulate SEED                     tells one history, step by step
      simulate --seeds A..B             runs many, and counts what went wrong in them
      simulate --variant NAME ...       the same with a broker that breaks a promise
      simulate --variants A..B          the first three of these seeds that find each variant out
      simulate --variants A..B --all    how many of these seeds do
      """;

  private static final long TELL_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int WRONG = 1;
  private static final int MISUSED = 2;

  /// Seeds of a variant that are looked for and named.
  private static final int NAMED = 3;

  private static final int THREADS = 2;

  private Main() {}

  /// Runs what `args` say, and ends the process.
  public static void main(String[] args) {
    List<String> words = List.of(args);
    try {
      System.exit(run(words));
    } catch (IllegalArgumentException e) {
      System.err.println("simulate: " + e.getMessage() + "\n" + USAGE);
      System.exit(MISUSED);
    }
  }

  private static int run(List<String> words) {
    if (words.size() == 2 && words.getFirst().equals("--variants")) {
      return variants(Range.of(words.get(1)), NAMED);
    }
    if (words.size() == 3
        && words.getFirst().equals("--variants")
        && words.get(2).equals("--all")) {
      return variants(Range.of(words.get(1)), Integer.MAX_VALUE);
    }
    if (words.size() > 2 && words.getFirst().equals("--variant")) {
      Mutation mutation = Mutation.named(words.get(1));
      return run(words.subList(2, words.size()), Mutant.of(mutation, sources()), new Counts());
    }
    Counts counts = new Counts();
    return run(words, Mutant.sound(counts), counts);
  }

  private static int run(List<String> words, Seeds seeds, Counts counts) {
    if (words.size() == 2 && words.getFirst().equals("--seeds")) {
      return many(Range.of(words.get(1)), seeds, counts);
    }
    if (words.size() == 1) {
      return one(Range.number(words.getFirst()), seeds);
    }
    throw new IllegalArgumentException("expected a seed, or --seeds A..B");
  }

  private static Path sources() {
    return Path.of(System.getProperty("simulator.home", "."));
  }

  private static int one(long seed, Seeds seeds) {
    Outcome outcome = seeds.run(seed, System.out::println);
    System.out.println(outcome.isWrong() ? "WRONG: " + outcome.wrong() : "seed " + seed + ": ok");
    return outcome.isWrong() ? WRONG : 0;
  }

  private static int many(Range range, Seeds seeds, Counts counts) {
    long began = System.nanoTime();
    long told = began;
    int wrong = 0;
    for (long seed = range.first(); seed <= range.last(); seed++) {
      Outcome outcome = seeds.run(seed);
      if (outcome.isWrong()) {
        wrong++;
        System.out.println("WRONG: " + outcome.wrong());
      }
      if (System.nanoTime() - told > TELL_EVERY_NANOS) {
        told = System.nanoTime();
        long seconds = TimeUnit.NANOSECONDS.toSeconds(told - began);
        System.out.printf(
            "%d s: seed %d, %d operations, %d crashes, %d wrong%n",
            seconds, seed, counts.operations, counts.crashes(), wrong);
      }
    }
    if (counts.histories > 0) { // a changed broker's are counted nowhere
      System.out.printf("%s%n%n%s%n", counts, counts.faults);
    }
    System.out.printf("%d wrong%n", wrong);
    return wrong > 0 ? WRONG : 0;
  }

  /// Each variant runs until `enough` seeds have found it out, two of them beside each other.
  private static int variants(Range range, int enough) {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Boolean>> found = new ArrayList<>();
      for (Mutation mutation : Mutation.ALL) {
        found.add(threads.submit(() -> isFoundOut(mutation, range, enough)));
      }
      int missed = 0;
      for (Future<Boolean> each : found) {
        missed += each.get() ? 0 : 1;
      }
      return missed > 0 ? WRONG : 0;
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean isFoundOut(Mutation mutation, Range range, int enough) {
    Seeds seeds = Mutant.of(mutation, sources());
    List<Long> finders = new ArrayList<>();
    String first = "NOT FOUND OUT";
    for (long seed = range.first(); seed <= range.last() && finders.size() < enough; seed++) {
      Outcome outcome = seeds.run(seed);
      if (outcome.isWrong()) {
        first = finders.isEmpty() ? outcome.wrong() : first;
        finders.add(seed);
      }
    }
    String which = finders.size() > NAMED ? finders.size() + " seeds" : finders.toString();
    System.out.printf("%-28s %-16s %s%n", mutation.name(), which, first);
    return !finders.isEmpty();
  }

  /// Seeds from the first to the last.
  private record Range(long first, long last) {
    static Range of(String text) {
      int dots = text.indexOf("..");
      if (dots < 0) {
        throw new IllegalArgumentException("expected seeds as in 1..500, not " + text);
      }
      return new Range(number(text.substring(0, dots)), number(text.substring(dots + 2)));
    }

    static long number(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("expected a number, not " + text, e);
      }
    }
  }
}
