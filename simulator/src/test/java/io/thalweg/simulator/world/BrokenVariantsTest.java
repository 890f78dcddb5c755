package io.thalweg.simulator.world;

import static org.assertj.core.api.Assertions.fail;

import io.thalweg.core.journal.JournalWriter;
import io.thalweg.core.memory.Slice;
import io.thalweg.storage.disk.Disk;
import io.thalweg.storage.disk.DiskFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/// Brokers that break a promise: each must be found out within a few histories, or the histories
/// prove nothing.
class BrokenVariantsTest {
  private static final int FEW = 40;

  private static void isFoundOut(Variant variant) {
    for (long seed = 1; seed <= FEW; seed++) {
      try {
        new History(seed, variant, new Counts()).run();
      } catch (HistoryFailed found) {
        System.out.println(
            "found out by seed " + seed + ": " + found.getMessage().lines().findFirst().get());
        return;
      }
    }
    fail("not found out in " + FEW + " histories");
  }

  /// `whole` with the methods named `left` doing nothing, also of the files that it opens.
  private static <T> T without(Set<String> left, Class<T> type, T whole) {
    Object broken =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, args) -> {
              if (left.contains(method.getName())) {
                return null;
              }
              try {
                Object result = method.invoke(whole, args);
                return result instanceof DiskFile file
                    ? without(left, DiskFile.class, file)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    return type.cast(broken);
  }

  @Test
  void aDiskWhoseSyncDoesNothing() {
    isFoundOut(
        new Variant() {
          @Override
          public Disk disk(Disk disk) {
            return without(Set.of("sync"), Disk.class, disk);
          }
        });
  }

  @Test
  void aDiskWhoseDirectoryIsNeverSynced() {
    isFoundOut(
        new Variant() {
          @Override
          public Disk disk(Disk disk) {
            return without(Set.of("syncDirectory"), Disk.class, disk);
          }
        });
  }

  @Test
  void aShardThatRepliesAsSoonAsItHasAppended() {
    isFoundOut(
        new Variant() {
          @Override
          public JournalWriter journal(JournalWriter journal, LongConsumer durable) {
            return (JournalWriter)
                Proxy.newProxyInstance(
                    JournalWriter.class.getClassLoader(),
                    new Class<?>[] {JournalWriter.class},
                    (_, method, args) -> {
                      Object result = method.invoke(journal, args);
                      if (args != null && args[0] instanceof Slice) {
                        durable.accept((Long) result);
                      }
                      return result;
                    });
          }
        });
  }
}
