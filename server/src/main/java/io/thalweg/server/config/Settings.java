package io.thalweg.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The value of every key, each valid by itself.
public final class Settings {
  private final Map<Key<?>, Setting<?>> byKey = new LinkedHashMap<>();

  Settings() {
    Keys.ALL.forEach(key -> set(Setting.byDefault(key)));
  }

  /// Every key once, in the order of [Keys#ALL].
  public List<Setting<?>> all() {
    return List.copyOf(byKey.values());
  }

  void set(Setting<?> setting) {
    byKey.put(setting.key(), setting);
  }

  @SuppressWarnings("unchecked") // `set` keeps a key and its value together
  <T> Setting<T> of(Key<T> key) {
    Setting<?> setting = byKey.get(key);
    if (setting == null) {
      throw new IllegalStateException(key.name() + " is not in the table of keys");
    }
    return (Setting<T>) setting;
  }

  <T> T get(Key<T> key) {
    return of(key).value();
  }
}
