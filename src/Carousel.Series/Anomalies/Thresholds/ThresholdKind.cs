namespace Carousel.Anomalies.Thresholds;

/// <summary>How scores become alarms.</summary>
public enum ThresholdKind
{
    /// <summary>A fixed rate of false alarms: as many rows of the learning part lie above it.</summary>
    Rate,

    /// <summary>Hundman's dynamic threshold with pruning, window by window.</summary>
    Dynamic,
}
