namespace Carousel.Server.Engine;

/// <summary>What an owner of sessions may do.</summary>
/// <param name="MostSessions">Sessions open at once.</param>
/// <param name="StepsPerSecond">Steps of all its sessions together; 0 for no limit.</param>
/// <param name="Models">The names of the models that it may use; null for all.</param>
internal sealed record OwnerLimits(int MostSessions, double StepsPerSecond, IReadOnlySet<string>? Models)
{
    /// <summary>None.</summary>
    public static OwnerLimits None { get; } = new(int.MaxValue, 0, null);
}
