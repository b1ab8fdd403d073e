namespace Carousel.Server.Replicas;

/// <summary>How long replicas wait for each other.</summary>
internal static class ReplicaTimes
{
    /// <summary>How long a lease holds from when it was renewed, by the clock of the database.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);

    /// <summary>How often it is renewed.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(0.5);

    /// <summary>How much earlier a replica itself takes it for run out: clocks go at different speeds.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(0.25);

    /// <summary>The least time between two looks.</summary>
    public static readonly TimeSpan LeastBeat = TimeSpan.FromSeconds(0.1);

    /// <summary>How long a broker hears nothing of a replica before it takes it for gone: only then the next one gets
    /// its messages.</summary>
    public static readonly TimeSpan BrokerSilence = TimeSpan.FromSeconds(1);

    /// <summary>How long a request waits for a replica that answers it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
}
