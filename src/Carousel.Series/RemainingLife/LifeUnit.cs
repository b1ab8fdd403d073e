namespace Carousel.RemainingLife;

/// <summary>The records of an engine, a battery, a disc, from the first one on.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Times">[L]: the cycle, hour or day of each record, rising.</param>
/// <param name="Values">[L, F].</param>
/// <param name="Fails">Whether it fails at its last record; else it is only known to live until then.</param>
internal sealed record LifeUnit(string Id, double[] Times, float[] Values, bool Fails)
{
    /// <summary>L.</summary>
    public int Length => Times.Length;

    /// <summary>How long the unit lives beyond its last record, where that is known from elsewhere.</summary>
    public double Beyond { get; init; }

    /// <summary>
    /// The life that remains after a record; of a unit that did not fail, how long it is known to live at least.
    /// </summary>
    public double LifeAt(int row) => Times[^1] - Times[row] + Beyond;
}
