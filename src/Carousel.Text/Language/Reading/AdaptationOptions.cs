using Carousel.Training;

namespace Carousel.Language;

/// <summary>How a model learns on while it reads.</summary>
/// <remarks>
/// Chosen on the last tenth of the first nine tenths of a text, see docs/results/language.md. Adam without its mean of
/// gradients: what was read last says where to go.
/// </remarks>
internal sealed record AdaptationOptions
{
    /// <summary>Units between the steps of the network.</summary>
    public int Length { get; init; } = 20;

    /// <summary>The rule that changes its parameters.</summary>
    public OptimizerOptions Optimizer { get; init; } = new AdamOptions { Beta1 = 0, Beta2 = 0.99 };

    /// <summary>How far a step goes.</summary>
    public double LearningRate { get; init; } = 5e-4;

    /// <summary>Longest norm of all gradients together.</summary>
    public double ClipNorm { get; init; } = 1;

    /// <summary>How far the powers of network and counts go with each unit.</summary>
    public double MixtureRate { get; init; } = 0.002;
}
