namespace Carousel.Interchange.Networks;

/// <summary>
/// Makes one row of all steps so far. The stages after it run on that row when an answer is requested.
/// </summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Size">Values of a row.</param>
/// <param name="Kind">How.</param>
internal sealed record PoolingStage(string Name, int Size, StepPooling Kind) : Stage(Name, Size, Size);

/// <summary>How one row is made of all steps so far.</summary>
internal enum StepPooling
{
    /// <summary>The last step.</summary>
    Last,

    /// <summary>The mean.</summary>
    Mean,

    /// <summary>The largest of each value.</summary>
    Max,
}
