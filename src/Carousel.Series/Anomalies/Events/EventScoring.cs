namespace Carousel.Anomalies;

/// <summary>What gives an event its score.</summary>
internal enum EventScoring
{
    /// <summary>The surprise of the network.</summary>
    Network,

    /// <summary>How rare the values of the event are for its entity.</summary>
    Frequencies,

    /// <summary>Boosted trees that learned the labels.</summary>
    Labels,
}
