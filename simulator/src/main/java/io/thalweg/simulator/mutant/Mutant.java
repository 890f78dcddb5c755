package io.thalweg.simulator.mutant;

import io.thalweg.core.base.Check;
import io.thalweg.core.shard.Shard;
import io.thalweg.simulator.mutant.Mutation.Change;
import io.thalweg.simulator.told.Counts;
import io.thalweg.storage.local.LocalStorage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.NullMarked;

/// A broker with a [Mutation], and a world of its own for it: all of our classes are loaded anew.
public final class Mutant implements Seeds {
  private static final String OURS = "io.thalweg.";

  private final BiFunction<Long, Consumer<String>, String> attempt;

  private Mutant(BiFunction<Long, Consumer<String>, String> attempt) {
    this.attempt = attempt;
  }

  /// The broker as it is, with the histories counted.
  public static Seeds sound(Counts counts) {
    return new Mutant(new Attempt(counts));
  }

  /// The broker changed by `mutation`, whose sources are somewhere above `directory`.
  public static Seeds of(Mutation mutation, Path directory) {
    try {
      Map<String, String> sources = mutated(mutation, root(directory.toAbsolutePath()));
      Loader loader = new Loader(Compilation.of(sources, classpath()));
      return new Mutant(loader.attempt());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      if (Files.isDirectory(at.resolve("storage/src/main/java"))) {
        return at;
      }
    }
    throw new IllegalArgumentException("expected the sources somewhere above " + directory);
  }

  private static Map<String, String> mutated(Mutation mutation, Path root) throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Change change : mutation.changes()) {
      String file = change.file();
      String source = sources.get(file);
      if (source == null) {
        source = Files.readString(root.resolve(file));
      }
      int at = source.indexOf(change.from());
      Check.that(
          at >= 0 && source.indexOf(change.from(), at + 1) < 0,
          mutation.name() + " expects once in " + file + ": " + change.from());
      sources.put(
          file,
          source.substring(0, at) + change.to() + source.substring(at + change.from().length()));
    }
    return sources;
  }

  private static String classpath() {
    Set<String> places = new LinkedHashSet<>();
    for (Class<?> type : List.of(Shard.class, LocalStorage.class, NullMarked.class)) {
      places.add(type.getProtectionDomain().getCodeSource().getLocation().getPath());
    }
    List<String> all = new ArrayList<>(places);
    all.add(System.getProperty("java.class.path", ""));
    return String.join(File.pathSeparator, all);
  }

  @Override
  public Outcome run(long seed, Consumer<String> reader) {
    return new Outcome(attempt.apply(seed, reader));
  }

  /// Loads our classes anew, and the changed ones instead of the real.
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> changed;

    Loader(Map<String, byte[]> changed) {
      super(Mutant.class.getClassLoader());
      this.changed = changed;
    }

    @SuppressWarnings("unchecked") // Attempt is that
    BiFunction<Long, Consumer<String>, String> attempt() {
      try {
        Class<?> type = loadClass(Attempt.class.getName());
        return (BiFunction<Long, Consumer<String>, String>)
            type.getDeclaredConstructor().newInstance();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(OURS)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = changed.get(name);
      if (bytes == null) {
        bytes = original(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
      try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        return in.readAllBytes();
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
