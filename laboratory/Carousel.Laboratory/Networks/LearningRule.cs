namespace Carousel.Laboratory.Networks;

/// <summary>How a network learns: on line, after every step that has a target.</summary>
internal sealed record LearningRule
{
    /// <summary>The learning rate, α.</summary>
    public required float Rate { get; init; }

    /// <summary>The share of the last change that is added to the next one; 0 in 1997.</summary>
    public float Momentum { get; init; }

    /// <summary>Which gradient is followed.</summary>
    public GradientKind Gradient { get; init; } = GradientKind.Truncated;

    /// <summary>What an output unit's error is multiplied with.</summary>
    public OutputError OutputError { get; init; } = OutputError.Squared;
}
