namespace Carousel.Inspection.Probes;

/// <summary>How a probe that is trained by gradients learns.</summary>
internal sealed record TrainedProbeOptions
{
    /// <summary>
    /// Units of the hidden layer; 0 for none: multinomial logistic regression for classes, linear regression for
    /// numbers.
    /// </summary>
    public int Hidden { get; init; }

    /// <summary>Rounds through the rows at most.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Rounds without a better loss on the fold for choosing after which it stops.</summary>
    public int Patience { get; init; } = 4;

    /// <summary>Rows of one step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>The size of a step of Adam; null for 0.01 without a hidden layer and 0.003 with one.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Decays of the weights that are tried; the fold for choosing decides.</summary>
    public IReadOnlyList<double> Decays { get; init; } = [0.01, 1, 10];

    /// <summary>Seeds the first weights and the order of the rows.</summary>
    public ulong Seed { get; init; } = 1;
}
