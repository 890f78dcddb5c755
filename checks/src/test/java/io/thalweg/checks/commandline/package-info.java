/// The command line as processes: what people type, what is printed, and what it exits with. What
/// can be shown without a process belongs in the cli module's own tests.
package io.thalweg.checks.commandline;
