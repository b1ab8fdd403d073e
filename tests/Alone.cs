namespace Carousel.Testing;

/// <summary>
/// The tests that run one at a time, after all others: those that count allocated bytes or take times, and those that
/// change or count something that the whole process shares. A class belongs here by
/// <c>[Collection(typeof(Alone))]</c>; AloneRule lists those that must.
/// </summary>
/// <remarks>Compiled into each assembly of tests: a collection runs separately only in the assembly that
/// defines it.</remarks>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
