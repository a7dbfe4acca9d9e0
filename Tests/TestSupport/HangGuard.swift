// A release build makes this target, too, and has no `Testing`.
#if canImport(Testing)
    public import Testing

    extension Trait where Self == TimeLimitTrait {
        /// Ends a test that hangs, so that its name is told. It measures nothing: the time runs while
        /// a test waits for its turn among all the others, on a machine that may be busy.
        public static var hangGuard: Self { .timeLimit(.minutes(30)) }
    }
#endif
