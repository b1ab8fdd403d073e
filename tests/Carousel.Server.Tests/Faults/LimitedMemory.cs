namespace Carousel.Server.Tests.Faults;

/// <summary>Tests that limit the memory of SQLite in the whole process: they run after all others of this assembly.
/// A collection runs alone only if the assembly of its tests defines it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LimitedMemory
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "limited memory of SQLite";
}
