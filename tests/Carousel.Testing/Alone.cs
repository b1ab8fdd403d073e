using Xunit;

namespace Carousel.Testing;

/// <summary>
/// The tests that run one at a time, behind all others: what counts allocated bytes, which a collection of another
/// thread blurs, what takes times,
/// and what changes or counts something that the whole process shares. A class belongs here by
/// <c>[Collection(typeof(Alone))]</c>; AloneRule says which must.
/// </summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Alone;
