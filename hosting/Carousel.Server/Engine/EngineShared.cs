namespace Carousel.Server.Engine;

/// <summary>What all engines of a process have together.</summary>
/// <param name="options">Sizes and times.</param>
internal sealed class EngineShared(EngineOptions options)
{
    /// <summary>What is in memory, and may be.</summary>
    public ServerMemory Memory { get; } = new(options.MemoryBytes);

    /// <summary>Those who watch sessions.</summary>
    public SessionWatchers Watchers { get; } = new();

    /// <summary>Counts.</summary>
    public EngineMeters Meters { get; } = new();

    /// <summary>Those whose sessions they are.</summary>
    public SessionOwners Owners { get; } = new();
}
