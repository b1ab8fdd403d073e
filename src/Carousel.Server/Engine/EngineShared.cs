namespace Carousel.Server.Engine;

/// <summary>What all engines of a process have together.</summary>
internal sealed class EngineShared
{
    /// <summary>Those who watch sessions.</summary>
    public SessionWatchers Watchers { get; } = new();

    /// <summary>Counts.</summary>
    public EngineMeters Meters { get; } = new();

    /// <summary>Those whose sessions they are.</summary>
    public SessionOwners Owners { get; } = new();
}
