package io.thalweg.checks.fuzz;

import io.thalweg.core.base.Chance;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.ApiKeys;

/// Makes mutated frames, each from its own number: frame 5 of seed 7 is the same in every run, but
/// for ids that the broker gives.
final class Shots {
  /// An API with a version of it.
  private record Kind(ApiKeys api, short version) {}

  private static final int CORRELATION = 0x66000000;

  private final List<List<Kind>> kinds = new ArrayList<>();
  private final long seed;

  Shots(long seed) {
    this.seed = seed;
  }

  /// Frames of that API shall be made, in versions `from` to `to`.
  void add(ApiKeys api, int from, int to) {
    List<Kind> versions = new ArrayList<>();
    for (int version = Math.max(from, api.oldestVersion()); version <= to; version++) {
      versions.add(new Kind(api, (short) version));
    }
    kinds.add(versions);
  }

  /// Frames of so many APIs and versions are made.
  int kinds() {
    return kinds.stream().mapToInt(List::size).sum();
  }

  /// Frame number `at`. Each API comes as often, and of it each version.
  Shot shot(long at, World world) {
    Chance chance = new Chance(seed * 1_000_000_007L + at);
    List<Kind> versions = kinds.get((int) (at % kinds.size()));
    Kind kind = versions.get((int) (at / kinds.size() % versions.size()));
    Kind other = versions.get(chance.nextInt(versions.size()));
    int correlation = CORRELATION + (int) (at & 0xffffff);
    int way = chance.nextInt(20);
    int evil = way < 2 || way > 13 ? 0 : 3 + chance.nextInt(30);
    byte[] frame = new ValidFrames(world, chance, evil).of(kind.api, kind.version, correlation);
    if (way == 19) {
      frame = new Mutations(chance).misled(frame);
    } else if (way >= 11) {
      byte[] like = new ValidFrames(world, chance, 0).of(other.api, other.version, correlation);
      frame = new Mutations(chance).of(frame, like);
    }
    return new Shot(kind.api, kind.version, frame);
  }
}
