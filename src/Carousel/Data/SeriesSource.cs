namespace Carousel.Data;

/// <summary>Where a series that is not held in memory has its rows: each array is read when it is asked for.</summary>
internal abstract class SeriesSource
{
    /// <summary>How many rows.</summary>
    public abstract int Length { get; }

    /// <summary>Whether rows have time stamps.</summary>
    public abstract bool HasTimes { get; }

    /// <summary>Whether rows have weights.</summary>
    public abstract bool HasWeights { get; }

    /// <summary>[rows]: a column.</summary>
    /// <param name="column">Its number.</param>
    public abstract float[] Column(int column);

    /// <summary>[rows]: the stamps; called only where there are any.</summary>
    public abstract DateTime[] Times();

    /// <summary>[rows]: how much each counts; called only where they do not count alike.</summary>
    public abstract float[] Weights();
}
