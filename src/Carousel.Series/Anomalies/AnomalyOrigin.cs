namespace Carousel.Anomalies;

/// <summary>What a detector learned from. Kept in the model file.</summary>
/// <param name="First">The first row or moment.</param>
/// <param name="LearnedTo">The first row or moment that had no part in it.</param>
/// <param name="Rows">How many rows or events were learned from.</param>
/// <param name="Season">Rows of a season, for the baseline; 1 for none.</param>
/// <param name="Fingerprint">Of the data.</param>
internal sealed record AnomalyOrigin(string First, string LearnedTo, long Rows, int Season, string Fingerprint)
{
    /// <summary>The first row with its values. Null in files of earlier versions, as is the next.</summary>
    public string? FirstRow { get; init; }

    /// <summary>Fingerprint of the values of the rows that were learned from.</summary>
    public string? Learned { get; init; }

    /// <summary>Whether a first row is the first that was learned from.</summary>
    /// <param name="stamp">Its time, if known.</param>
    /// <param name="values">[C].</param>
    public bool BeginsWith(DateTime? stamp, ReadOnlySpan<float> values) =>
        FirstRow is null ? ChannelData.LabelOf(stamp, 1) == First : ChannelData.TextOf(stamp, values) == FirstRow;
}
