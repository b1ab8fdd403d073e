namespace Carousel.Interchange.Onnx.Chains;

/// <summary>A graph that is a chain of layers.</summary>
/// <param name="Input">What it reads.</param>
/// <param name="Steps">Which axis of the input is time.</param>
/// <param name="Path">The layers.</param>
/// <param name="Shape">Where steps and sequences lie in the answer.</param>
/// <param name="Output">The output that is the answer.</param>
/// <param name="Beside">What the other inputs are.</param>
internal sealed record Chain(
    ChainInput Input, ChainFactor Steps, ChainPath Path, ChainShape Shape, string Output, ChainSideBranch Beside)
{
    /// <summary>Whether time is the input's first axis.</summary>
    public bool IsTimeFirst => Steps.Kind == ChainFactorKind.First;
}
