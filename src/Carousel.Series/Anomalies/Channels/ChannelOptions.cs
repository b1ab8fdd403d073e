namespace Carousel.Anomalies;

/// <summary>The forecaster of channels, and how it learns. One setting for every series.</summary>
internal sealed record ChannelOptions
{
    /// <summary>Cells of the LSTM.</summary>
    public int Hidden { get; init; } = 24;

    /// <summary>
    /// The number of networks with different initial weights, whose surprises are averaged. One seed is less reliable
    /// than three.
    /// </summary>
    public int Members { get; init; } = 3;

    /// <summary>Steps of training on the learning part.</summary>
    public int FirstSteps { get; init; } = 400;

    /// <summary>Rows between two steps of training while the series runs on; 0 to learn nothing more.</summary>
    public int LearnEvery { get; init; } = 2;

    /// <summary>Rows that are remembered for training.</summary>
    public int Memory { get; init; } = 8000;

    /// <summary>Seed of the first weights and of the pieces that are drawn.</summary>
    public ulong Seed { get; init; } = 1;
}
