using Carousel.Training.Optimisers;

namespace Carousel.Language.Reading;

/// <summary>How a model learns on while it reads.</summary>
internal sealed record AdaptationOptions
{
    /// <summary>Units between the steps of the network.</summary>
    public int Length { get; init; } = 32;

    /// <summary>The rule that changes its parameters.</summary>
    public OptimiserOptions Optimiser { get; init; } = new AdamOptions();

    /// <summary>How far a step goes.</summary>
    public double LearningRate { get; init; } = 1e-4;

    /// <summary>Longest norm of all gradients together.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>How far the powers of network and counts go with each unit.</summary>
    public double MixtureRate { get; init; } = 0.005;
}
