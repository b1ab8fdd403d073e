namespace Carousel.Server.Tests;

/// <summary>
/// The tests of this assembly that run one at a time, after all others, as <see cref="Carousel.Testing.Alone"/> says. A
/// collection runs alone only if the assembly of its tests defines it.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
