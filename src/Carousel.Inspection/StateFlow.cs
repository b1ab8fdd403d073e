namespace Carousel.Inspection;

/// <summary>
/// How much of an error in one part of a layer's state at the last step reaches the same part of earlier steps.
/// </summary>
/// <param name="Name">Which part: <c>h</c> or <c>c</c>, inside a stack with the layer's name in front, such as
/// <c>0.c</c>; <c>state</c> where the layer does not say more.</param>
/// <param name="Size">How many values the part has.</param>
public sealed record StateFlow(string Name, int Size)
{
    /// <summary>
    /// [L+1], by lag: the root mean square length of a random error of length 1, ‖∂s_T/∂s_{T−q}‖ by Frobenius over
    /// √size; 1 at lag 0.
    /// </summary>
    public required IReadOnlyList<double> Gain { get; init; }

    /// <summary>
    /// [L+1], by lag: the largest singular value of ∂s_T/∂s_{T−q}, what the luckiest error keeps; empty where only some
    /// directions were followed.
    /// </summary>
    public IReadOnlyList<double> Largest { get; init; } = [];

    /// <summary>
    /// [L+1], by lag: the prediction of theory, or empty. If a gate keeps the state, the product of its values
    /// (root mean square over units); for an Elman net of up to 256 units ρ^q, ρ the spectral radius of R.
    /// </summary>
    public IReadOnlyList<double> Theory { get; init; } = [];

    /// <summary>What <see cref="Theory"/> is, such as <c>product of forget gates</c>; empty for none.</summary>
    public string TheoryName { get; init; } = "";

    /// <summary>Up to which lag at least a share of the error comes back.</summary>
    /// <param name="share">The share, such as 0.01.</param>
    /// <returns>The last lag before the gain first falls below the share.</returns>
    public int Reach(double share)
    {
        int lag = 0;
        while (lag + 1 < Gain.Count && Gain[lag + 1] >= share)
        {
            lag++;
        }

        return lag;
    }
}
