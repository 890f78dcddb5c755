/// Namespaces, users, and what each user may do in a namespace.
///
/// Who may do what is durable, as records; [AccessDirectory] shows it on any thread. No password is
/// hashed or checked here, and nothing here says which operation needs which permission: that is
/// each protocol's own.
@NullMarked
package io.thalweg.core.access;

import org.jspecify.annotations.NullMarked;
